package io.threefold.rmb.devnet.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.TypeDef;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A real rmb-peer (subxt 0.28) refused our chain with "incompatible metadata": its hash of a type counts a type id that it meets
 * again as recursion, so byte vectors with different bounds must have ids of their own, as on the real chain.
 */
class SubxtTypeIdentityTest {
    private final Metadata metadata = decode();

    @Test
    void relayAndKeyOfTwinAreDifferentTypes() throws Exception {
        TypeDef twin = metadata.types()
                .get(metadata.pallet("TfgridModule").storage("Twins").valueType());
        assertThat(twin)
                .isInstanceOfSatisfying(
                        TypeDef.Composite.class, composite -> differ(composite.fields(), "relay", "pk"));
    }

    @Test
    void argumentsOfCallsAreDifferentTypes() throws Exception {
        differ(metadata.pallet("TfgridModule").call("update_twin").fields(), "relay", "pk");
        differ(metadata.pallet("TfgridModule").call("user_accept_tc").fields(), "document_link", "document_hash");
    }

    private static void differ(List<TypeDef.Field> fields, String one, String other) {
        assertThat(typeOf(fields, one)).isNotEqualTo(typeOf(fields, other));
    }

    private static int typeOf(List<TypeDef.Field> fields, String name) {
        return fields.stream()
                .filter(field -> name.equals(field.name()))
                .findFirst()
                .orElseThrow()
                .type();
    }

    private static Metadata decode() {
        try {
            return Metadata.decode(RuntimeMetadata.encode());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
