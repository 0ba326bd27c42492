package io.threefold.rmb.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.Vectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class Ss58Test {
    private static final JsonNode FILE = Vectors.load("ss58.json");

    @Example
    void encodesAndDecodesTheVectors() {
        for (JsonNode v : FILE.get("encode")) {
            byte[] key = Vectors.hex(v.get("public"));
            int prefix = v.get("prefix").asInt();
            String address = v.get("ss58").asText();
            assertThat(Ss58.encode(key, prefix)).isEqualTo(address);
            assertThat(Ss58.decode(address)).isEqualTo(new Ss58.Address(prefix, AccountId.of(key)));
        }
    }

    @Example
    void refusesTheInvalidVectors() {
        for (JsonNode v : FILE.get("invalid")) {
            assertThatThrownBy(() -> Ss58.decode(v.get("ss58").asText()))
                    .as(v.get("ss58").asText())
                    .isInstanceOf(Ss58.InvalidAddressException.class);
        }
    }

    @Property
    void roundTrips(@ForAll @Size(32) byte[] key, @ForAll @IntRange(max = 16383) int prefix) {
        assertThat(Ss58.decode(Ss58.encode(key, prefix))).isEqualTo(new Ss58.Address(prefix, AccountId.of(key)));
        assertThat(AccountId.fromSs58(AccountId.of(key).toSs58())).isEqualTo(AccountId.of(key));
    }

    @Property
    void otherTextIsRefusedWithAReason(@ForAll @StringLength(max = 100) String text) {
        assertThatThrownBy(() -> Ss58.decode(text)).isInstanceOf(Ss58.InvalidAddressException.class);
    }

    @Example
    void tellsWhy() {
        String alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        assertThat(reason("")).isEqualTo(Ss58.Reason.EMPTY);
        assertThat(reason(alice.replace('X', 'O'))).isEqualTo(Ss58.Reason.BAD_CHARACTER);
        assertThat(reason(alice.substring(2))).isEqualTo(Ss58.Reason.BAD_LENGTH);
        assertThat(reason(alice.replace("wvaEF", "vwaEF"))).isEqualTo(Ss58.Reason.BAD_CHECKSUM);
        assertThat(reason("1".repeat(1000))).isEqualTo(Ss58.Reason.BAD_LENGTH);
        String polkadot = Ss58.encode(new byte[32], 0);
        assertThat(catchThrowableOfType(Ss58.InvalidAddressException.class, () -> AccountId.fromSs58(polkadot))
                        .reason())
                .isEqualTo(Ss58.Reason.BAD_PREFIX);
    }

    private static Ss58.Reason reason(String text) {
        return catchThrowableOfType(Ss58.InvalidAddressException.class, () -> Ss58.decode(text))
                .reason();
    }
}
