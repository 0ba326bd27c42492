package io.threefold.rmb.devnet.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.threefold.rmb.devnet.chain.ModuleError;
import io.threefold.rmb.devnet.chain.RuntimeConstants;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.Pallet;
import io.threefold.rmb.tfchain.metadata.StorageEntry;
import io.threefold.rmb.tfchain.metadata.TypeDef;
import io.threefold.rmb.tfchain.metadata.TypeRegistry;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our metadata against that of the real chain: what subxt hashes and what clients look up must be alike. */
class MetadataShapesTest {
    private static Metadata ours;
    private static Metadata real;

    @BeforeAll
    static void read() throws Exception {
        ours = Metadata.decode(RuntimeMetadata.encode());
        Path file = Path.of(System.getProperty("rmb.shared", "../shared"), "vectors/metadata/tfchain-spec149.scale");
        boolean there = Files.isReadable(file);
        if (!there) {
            System.out.println("SKIPPED: comparison with tfchain spec 149, whose metadata is not on this machine");
        }
        assumeTrue(there, "real tfchain metadata is not on this machine");
        real = Metadata.decode(Files.readAllBytes(file));
    }

    @Test
    void storageEntriesAreAlike() throws Exception {
        for (String item :
                List.of("Twins", "TwinIdByAccountID", "TwinID", "UsersTermsAndConditions", "TwinBoundedAccountID")) {
            compareEntry("TfgridModule", item);
        }
        for (String item : List.of("Account", "Number", "ParentHash", "BlockHash", "Digest", "EventCount")) {
            compareEntry("System", item);
        }
        compareEntry("Timestamp", "Now");
        compareEntry("Balances", "TotalIssuance");
    }

    @Test
    void callsAreAlike() throws Exception {
        for (String call : List.of("create_twin", "update_twin", "user_accept_tc")) {
            compareCall("TfgridModule", call);
        }
        compareCall("Timestamp", "set");
        compareCall("Balances", "transfer_keep_alive");
        compareCall("Balances", "transfer_allow_death");
    }

    @Test
    void eventsAreAlike() throws Exception {
        for (String event : List.of("TwinStored", "TwinUpdated")) {
            compareEvent("TfgridModule", event);
        }
        for (String event : List.of("ExtrinsicSuccess", "ExtrinsicFailed", "NewAccount")) {
            compareEvent("System", event);
        }
        for (String event : List.of("Endowed", "Transfer", "Deposit", "Withdraw")) {
            compareEvent("Balances", event);
        }
        compareEvent("TransactionPayment", "TransactionFeePaid");
    }

    @Test
    void errorsHaveTheChainsNumbersAndATextForUsers() throws Exception {
        for (ModuleError error : ModuleError.values()) {
            TypeDef.Variant mine = ours.pallet(error.pallet()).error(error.index());
            TypeDef.Variant theirs = real.pallet(error.pallet()).error(error.index());
            assertThat(mine.name()).isEqualTo(theirs.name());
            assertThat(mine.docs()).isEqualTo(error.docs()).isNotBlank();
        }
    }

    @Test
    void signedExtensionsAreAlike() throws Exception {
        assertThat(ours.signedExtensions()).hasSameSizeAs(real.signedExtensions());
        for (int i = 0; i < ours.signedExtensions().size(); i++) {
            var mine = ours.signedExtensions().get(i);
            var theirs = real.signedExtensions().get(i);
            assertThat(mine.identifier()).isEqualTo(theirs.identifier());
            assertThat(shape(ours.types(), mine.extraType())).isEqualTo(shape(real.types(), theirs.extraType()));
            assertThat(shape(ours.types(), mine.additionalType()))
                    .isEqualTo(shape(real.types(), theirs.additionalType()));
        }
    }

    @Test
    void constantsAreAlike() throws Exception {
        for (String constant : List.of("BlockHashCount", "SS58Prefix")) {
            assertThat(ours.pallet("System").constant(constant).value())
                    .isEqualTo(real.pallet("System").constant(constant).value());
        }
        assertThat(ours.pallet("Timestamp").constant("MinimumPeriod").value())
                .isEqualTo(real.pallet("Timestamp").constant("MinimumPeriod").value());
        assertThat(ours.pallet("Balances").constant("ExistentialDeposit").value())
                .isEqualTo(
                        real.pallet("Balances").constant("ExistentialDeposit").value());
        assertThat(ours.constant("System", "Version").field("spec_version").asU32())
                .isEqualTo(RuntimeConstants.SPEC_VERSION);
    }

    private static void compareEntry(String pallet, String item) throws ScaleException {
        Pallet mine = ours.pallet(pallet);
        Pallet theirs = real.pallet(pallet);
        assertThat(mine.index()).isEqualTo(theirs.index());
        StorageEntry mineEntry = mine.storage(item);
        StorageEntry theirEntry = theirs.storage(item);
        byte[][] noKeys = new byte[0][];
        assertThat(mineEntry.optional()).as(item).isEqualTo(theirEntry.optional());
        assertThat(mineEntry.hashers()).as(item).isEqualTo(theirEntry.hashers());
        assertThat(mineEntry.defaultValue()).as(item).isEqualTo(theirEntry.defaultValue());
        assertThat(shape(ours.types(), mineEntry.valueType()))
                .as(item)
                .isEqualTo(shape(real.types(), theirEntry.valueType()));
        if (mineEntry.hashers().isEmpty()) {
            assertThat(mineEntry.key(noKeys)).isEqualTo(theirEntry.key(noKeys));
        } else {
            assertThat(shape(ours.types(), mineEntry.keyType())).isEqualTo(shape(real.types(), theirEntry.keyType()));
        }
    }

    private static void compareCall(String pallet, String name) throws ScaleException {
        compare(ours.pallet(pallet).call(name), real.pallet(pallet).call(name));
    }

    private static void compareEvent(String pallet, String name) throws ScaleException {
        compare(ours.pallet(pallet).event(name), real.pallet(pallet).event(name));
    }

    private static void compare(TypeDef.Variant mine, TypeDef.Variant theirs) throws ScaleException {
        assertThat(mine.index()).isEqualTo(theirs.index());
        assertThat(fields(ours.types(), mine.fields(), new HashMap<>()))
                .isEqualTo(fields(real.types(), theirs.fields(), new HashMap<>()));
    }

    /**
     * A type as text, without paths: names of fields and variants, order, the primitive types below, and where one and the
     * same type comes again, which subxt counts as recursion.
     */
    private static String shape(TypeRegistry types, int id) throws ScaleException {
        return shape(types, id, new HashMap<>());
    }

    private static String shape(TypeRegistry types, int id, Map<Integer, Integer> seen) throws ScaleException {
        Integer before = seen.putIfAbsent(id, seen.size());
        if (before != null) {
            return "#" + before;
        }
        return switch (types.get(id)) {
            case TypeDef.Composite composite -> "{" + fields(types, composite.fields(), seen) + "}";
            case TypeDef.Choice choice -> {
                StringBuilder text = new StringBuilder("<");
                for (TypeDef.Variant variant : choice.variants()) {
                    text.append(variant.index()).append(variant.name()).append(fields(types, variant.fields(), seen));
                }
                yield text.append(">").toString();
            }
            case TypeDef.Sequence sequence -> "[" + shape(types, sequence.element(), seen) + "]";
            case TypeDef.Array array -> "[" + array.length() + shape(types, array.element(), seen) + "]";
            case TypeDef.Tuple tuple -> {
                StringBuilder text = new StringBuilder("(");
                for (int member : tuple.elements()) {
                    text.append(shape(types, member, seen)).append(',');
                }
                yield text.append(")").toString();
            }
            case TypeDef.Compact compact -> "c" + shape(types, compact.inner(), seen);
            case TypeDef other -> other.toString();
        };
    }

    private static String fields(TypeRegistry types, List<TypeDef.Field> fields, Map<Integer, Integer> seen)
            throws ScaleException {
        StringBuilder text = new StringBuilder();
        for (TypeDef.Field field : fields) {
            text.append(field.name())
                    .append(':')
                    .append(shape(types, field.type(), seen))
                    .append(' ');
        }
        return text.toString();
    }
}
