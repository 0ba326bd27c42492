package io.threefold.rmb.devnet.metadata;

import static io.threefold.rmb.devnet.metadata.PalletMetadata.BLAKE2_128_CONCAT;
import static io.threefold.rmb.devnet.metadata.PalletMetadata.TWOX_64_CONCAT;
import static io.threefold.rmb.devnet.metadata.TypeTable.field;
import static io.threefold.rmb.devnet.metadata.TypeTable.variant;

import io.threefold.rmb.devnet.chain.ModuleError;
import io.threefold.rmb.devnet.chain.RuntimeConstants;
import io.threefold.rmb.devnet.metadata.TypeTable.Field;
import io.threefold.rmb.devnet.metadata.TypeTable.Param;
import io.threefold.rmb.devnet.metadata.TypeTable.Variant;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes the stand-in runtime in metadata V14: only what it has, with type paths and shapes as on tfchain, because
 * polkadot.js picks its classes by path and subxt compares a hash over the shapes (TFCHAIN §5b).
 */
public final class RuntimeMetadata {
    /** {@code meta} and the version byte. */
    private static final byte[] MAGIC = {'m', 'e', 't', 'a', 14};

    private static final List<Param> RUNTIME_PARAM = List.of(new Param("T", null));
    private static final List<Param> INSTANCE_PARAMS = List.of(new Param("T", null), new Param("I", null));

    private final TypeTable types = new TypeTable();
    private final CommonTypes common = new CommonTypes(types);

    private RuntimeMetadata() {}

    /** The metadata with its prefix, as {@code state_getMetadata} answers it. */
    public static byte[] encode() {
        return new RuntimeMetadata().build();
    }

    private byte[] build() {
        List<PalletMetadata> pallets = List.of(system(), timestamp(), balances(), transactionPayment(), tfgrid());
        int call = outerEnum("RuntimeCall", pallets, PalletMetadata::calls);
        int event = outerEnum("RuntimeEvent", pallets, PalletMetadata::events);
        outerEnum("RuntimeError", pallets, PalletMetadata::errors);
        pallets.getFirst()
                .value("Events", types.sequence(common.eventRecord(event)), new byte[1], "Events of this block.");
        ScaleWriter rest = new ScaleWriter().compact(pallets.size());
        pallets.forEach(pallet -> pallet.write(rest));
        new ExtrinsicMetadata(types, common).write(rest, call);
        rest.compact(types.struct("tfchain_runtime::Runtime", List.of(), List.of()));

        ScaleWriter out = new ScaleWriter().raw(MAGIC);
        types.write(out);
        return out.raw(rest.toBytes()).toBytes();
    }

    private PalletMetadata system() {
        int accountData = types.struct(
                "pallet_balances::types::AccountData",
                List.of(new Param("Balance", types.u128())),
                List.of(
                        field("free", types.u128(), "Balance"),
                        field("reserved", types.u128(), "Balance"),
                        field("frozen", types.u128(), "Balance"),
                        field(
                                "flags",
                                types.struct(
                                        "pallet_balances::types::ExtraFlags",
                                        List.of(),
                                        List.of(field(null, types.u128(), "u128"))),
                                "ExtraFlags")));
        int accountInfo = types.struct(
                "frame_system::AccountInfo",
                List.of(new Param("Nonce", types.u32()), new Param("AccountData", accountData)),
                List.of(
                        field("nonce", types.u32(), "Nonce"),
                        field("consumers", types.u32(), "RefCount"),
                        field("providers", types.u32(), "RefCount"),
                        field("sufficients", types.u32(), "RefCount"),
                        field("data", accountData, "AccountData")));
        byte[] noAccount = new byte[80];
        noAccount[79] = (byte) 0x80;
        int info = common.dispatchInfo();
        int events = types.variants(
                "frame_system::pallet::Event",
                RUNTIME_PARAM,
                List.of(
                        variant(
                                "ExtrinsicSuccess",
                                RuntimeConstants.EVENT_EXTRINSIC_SUCCESS,
                                field("dispatch_info", info, "DispatchInfo")),
                        variant(
                                "ExtrinsicFailed",
                                RuntimeConstants.EVENT_EXTRINSIC_FAILED,
                                field("dispatch_error", common.dispatchError(), "DispatchError"),
                                field("dispatch_info", info, "DispatchInfo")),
                        variant(
                                "NewAccount",
                                RuntimeConstants.EVENT_NEW_ACCOUNT,
                                field("account", common.accountId(), "T::AccountId"))));
        return new PalletMetadata("System", RuntimeConstants.SYSTEM)
                .map("Account", BLAKE2_128_CONCAT, common.accountId(), accountInfo, noAccount, "Nonce and balance.")
                .map(
                        "BlockHash",
                        TWOX_64_CONCAT,
                        types.u32(),
                        common.h256(),
                        new byte[32],
                        "Hashes of the latest blocks.")
                .value("Number", types.u32(), new byte[4], "This block's number.")
                .value("ParentHash", common.h256(), new byte[32], "The block before.")
                .value("Digest", common.digest(), new byte[1], "This block's digest.")
                .value("EventCount", types.u32(), new byte[4], "How many events this block has.")
                .events(events)
                .constant(
                        "BlockHashCount",
                        types.u32(),
                        new ScaleWriter().u32(RuntimeConstants.BLOCK_HASH_COUNT).toBytes(),
                        "How many block hashes are kept.")
                .constant("Version", runtimeVersionType(), runtimeVersion(), "The runtime's version.")
                .constant(
                        "SS58Prefix",
                        types.u16(),
                        new ScaleWriter().u16(RuntimeConstants.SS58_PREFIX).toBytes(),
                        "First number in the text form of accounts.");
    }

    private PalletMetadata timestamp() {
        int calls = types.variants(
                "pallet_timestamp::pallet::Call",
                RUNTIME_PARAM,
                List.of(variant(
                        "set",
                        RuntimeConstants.CALL_TIMESTAMP_SET,
                        field("now", types.compact(types.u64()), "T::Moment"))));
        return new PalletMetadata("Timestamp", RuntimeConstants.TIMESTAMP)
                .value("Now", types.u64(), new byte[8], "Milliseconds since 1970.")
                .calls(calls)
                .constant(
                        "MinimumPeriod",
                        types.u64(),
                        new ScaleWriter().u64(RuntimeConstants.MINIMUM_PERIOD).toBytes(),
                        "Milliseconds; half of what clients take for the time between blocks.");
    }

    private PalletMetadata balances() {
        int account = common.accountId();
        Field who = field("who", account, "T::AccountId");
        Field amount = field("amount", types.u128(), "T::Balance");
        Field dest = field("dest", common.multiAddress(), "AccountIdLookupOf<T>");
        Field value = field("value", types.compact(types.u128()), "T::Balance");
        int events = types.variants(
                "pallet_balances::pallet::Event",
                INSTANCE_PARAMS,
                List.of(
                        variant(
                                "Endowed",
                                RuntimeConstants.EVENT_ENDOWED,
                                field("account", account, "T::AccountId"),
                                field("free_balance", types.u128(), "T::Balance")),
                        variant(
                                "Transfer",
                                RuntimeConstants.EVENT_TRANSFER,
                                field("from", account, "T::AccountId"),
                                field("to", account, "T::AccountId"),
                                amount),
                        variant("Deposit", RuntimeConstants.EVENT_DEPOSIT, who, amount),
                        variant("Withdraw", RuntimeConstants.EVENT_WITHDRAW, who, amount)));
        int calls = types.variants(
                "pallet_balances::pallet::Call",
                INSTANCE_PARAMS,
                List.of(
                        variant("transfer_allow_death", RuntimeConstants.CALL_TRANSFER_ALLOW_DEATH, dest, value),
                        variant("transfer_keep_alive", RuntimeConstants.CALL_TRANSFER_KEEP_ALIVE, dest, value)));
        return new PalletMetadata("Balances", RuntimeConstants.BALANCES)
                .value("TotalIssuance", types.u128(), new byte[16], "All there is.")
                .calls(calls)
                .events(events)
                .constant(
                        "ExistentialDeposit",
                        types.u128(),
                        new ScaleWriter()
                                .u128(BigInteger.valueOf(RuntimeConstants.EXISTENTIAL_DEPOSIT))
                                .toBytes(),
                        "Least balance of an account.");
    }

    private PalletMetadata transactionPayment() {
        int events = types.variants(
                "pallet_transaction_payment::pallet::Event",
                RUNTIME_PARAM,
                List.of(variant(
                        "TransactionFeePaid",
                        RuntimeConstants.EVENT_FEE_PAID,
                        field("who", common.accountId(), "T::AccountId"),
                        field("actual_fee", types.u128(), "BalanceOf<T>"),
                        field("tip", types.u128(), "BalanceOf<T>"))));
        return new PalletMetadata("TransactionPayment", RuntimeConstants.TRANSACTION_PAYMENT).events(events);
    }

    private PalletMetadata tfgrid() {
        int account = common.accountId();
        int relayBytes = types.option(types.boundedBytes("MAX_RELAY_LENGTH"));
        int keyBytes = types.option(types.boundedBytes("MAX_PK_LENGTH"));
        int linkBytes = types.boundedBytes("MAX_DOCUMENT_LINK_LENGTH");
        int hashBytes = types.boundedBytes("MAX_DOCUMENT_HASH_LENGTH");
        int proof = types.struct(
                "pallet_tfgrid::types::EntityProof",
                List.of(),
                List.of(field("entity_id", types.u32(), "u32"), field("signature", types.bytes(), "Vec<u8>")));
        int twin = types.struct(
                "pallet_tfgrid::types::Twin",
                List.of(new Param("AccountId", account)),
                List.of(
                        field("id", types.u32(), "u32"),
                        field("account_id", account, "AccountId"),
                        field("relay", relayBytes, "Option<BoundedVec<u8, ConstU32<MAX_RELAY_LENGTH>>>"),
                        field("entities", types.sequence(proof), "Vec<EntityProof>"),
                        field("pk", keyBytes, "Option<BoundedVec<u8, ConstU32<MAX_PK_LENGTH>>>")));
        int terms = types.struct(
                "pallet_tfgrid::terms_cond::TermsAndConditions",
                RUNTIME_PARAM,
                List.of(
                        field("account_id", account, "T::AccountId"),
                        field("timestamp", types.u64(), "u64"),
                        field("document_link", linkBytes, "BoundedVec<u8, ConstU32<MAX_DOCUMENT_LINK_LENGTH>>"),
                        field("document_hash", hashBytes, "BoundedVec<u8, ConstU32<MAX_DOCUMENT_HASH_LENGTH>>")));
        Field relay = field("relay", relayBytes, "RelayInput");
        Field pk = field("pk", keyBytes, "PkInput");
        int calls = types.variants(
                "pallet_tfgrid::pallet::Call",
                RUNTIME_PARAM,
                List.of(
                        variant("create_twin", RuntimeConstants.CALL_CREATE_TWIN, relay, pk),
                        variant("update_twin", RuntimeConstants.CALL_UPDATE_TWIN, relay, pk),
                        variant(
                                "user_accept_tc",
                                RuntimeConstants.CALL_USER_ACCEPT_TC,
                                field("document_link", linkBytes, "DocumentLinkInput"),
                                field("document_hash", hashBytes, "DocumentHashInput"))));
        Field stored = field(null, twin, "types::Twin<T::AccountId>");
        int events = types.variants(
                "pallet_tfgrid::pallet::Event",
                RUNTIME_PARAM,
                List.of(
                        variant("TwinStored", RuntimeConstants.EVENT_TWIN_STORED, stored),
                        variant("TwinUpdated", RuntimeConstants.EVENT_TWIN_UPDATED, stored)));
        return new PalletMetadata("TfgridModule", RuntimeConstants.TFGRID)
                .optionalMap("Twins", BLAKE2_128_CONCAT, types.u32(), twin, "Twins by id.")
                .optionalMap("TwinIdByAccountID", BLAKE2_128_CONCAT, account, types.u32(), "An account's twin.")
                .optionalMap("TwinBoundedAccountID", BLAKE2_128_CONCAT, types.u32(), account, "Always empty here.")
                .optionalMap(
                        "UsersTermsAndConditions",
                        BLAKE2_128_CONCAT,
                        account,
                        types.sequence(terms),
                        "What an account has accepted.")
                .value("TwinID", types.u32(), new byte[4], "The id given out last.")
                .calls(calls)
                .events(events)
                .errors(errors("pallet_tfgrid::pallet::Error", RUNTIME_PARAM, RuntimeConstants.TFGRID));
    }

    private int errors(String path, List<Param> params, int pallet) {
        List<Variant> variants = Arrays.stream(ModuleError.values())
                .filter(error -> error.pallet() == pallet)
                .map(error -> new Variant(error.rustName(), error.index(), List.of(), error.docs()))
                .toList();
        return types.variants(path, params, variants);
    }

    private int outerEnum(String name, List<PalletMetadata> pallets, Function<PalletMetadata, @Nullable Integer> part) {
        List<Variant> variants = new ArrayList<>();
        for (PalletMetadata pallet : pallets) {
            Integer type = part.apply(pallet);
            if (type != null) {
                variants.add(variant(pallet.name(), pallet.index(), field(type)));
            }
        }
        return types.variants("tfchain_runtime::" + name, List.of(), variants);
    }

    private int runtimeVersionType() {
        int apis = types.sequence(types.tuple(types.array(8, types.u8()), types.u32()));
        return types.struct(
                "sp_version::RuntimeVersion",
                List.of(),
                List.of(
                        field("spec_name", types.str(), "RuntimeString"),
                        field("impl_name", types.str(), "RuntimeString"),
                        field("authoring_version", types.u32(), "u32"),
                        field("spec_version", types.u32(), "u32"),
                        field("impl_version", types.u32(), "u32"),
                        field(
                                "apis",
                                types.struct("Cow", List.of(new Param("T", apis)), List.of(field(apis))),
                                "ApisVec"),
                        field("transaction_version", types.u32(), "u32"),
                        field("state_version", types.u8(), "u8")));
    }

    /** The version as {@code Core_version} answers it. */
    public static byte[] runtimeVersion() {
        ScaleWriter out = new ScaleWriter()
                .byteVector(RuntimeConstants.SPEC_NAME.getBytes(StandardCharsets.UTF_8))
                .byteVector(RuntimeConstants.IMPL_NAME.getBytes(StandardCharsets.UTF_8))
                .u32(1)
                .u32(RuntimeConstants.SPEC_VERSION)
                .u32(1)
                .compact(RuntimeApi.values().length);
        for (RuntimeApi api : RuntimeApi.values()) {
            out.raw(api.id()).u32(api.version());
        }
        return out.u32(RuntimeConstants.TRANSACTION_VERSION).u8(0).toBytes();
    }
}
