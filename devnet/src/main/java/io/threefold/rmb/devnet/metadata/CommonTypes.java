package io.threefold.rmb.devnet.metadata;

import static io.threefold.rmb.devnet.metadata.TypeTable.field;
import static io.threefold.rmb.devnet.metadata.TypeTable.variant;

import io.threefold.rmb.devnet.metadata.TypeTable.Param;
import java.util.List;

/** Types that more than one pallet or the extrinsic format needs. */
final class CommonTypes {
    private final TypeTable types;

    CommonTypes(TypeTable types) {
        this.types = types;
    }

    int accountId() {
        return types.struct(
                "sp_core::crypto::AccountId32",
                List.of(),
                List.of(field(null, types.array(32, types.u8()), "[u8; 32]")));
    }

    int h256() {
        return types.struct(
                "primitive_types::H256", List.of(), List.of(field(null, types.array(32, types.u8()), "[u8; 32]")));
    }

    int multiAddress() {
        int account = accountId();
        int index = types.unit();
        return types.variants(
                "sp_runtime::multiaddress::MultiAddress",
                List.of(new Param("AccountId", account), new Param("AccountIndex", index)),
                List.of(
                        variant("Id", 0, field(null, account, "AccountId")),
                        variant("Index", 1, field(null, types.compact(index), "AccountIndex")),
                        variant("Raw", 2, field(null, types.bytes(), "Vec<u8>")),
                        variant("Address32", 3, field(null, types.array(32, types.u8()), "[u8; 32]")),
                        variant("Address20", 4, field(null, types.array(20, types.u8()), "[u8; 20]"))));
    }

    int weight() {
        int number = types.compact(types.u64());
        return types.struct(
                "sp_weights::weight_v2::Weight",
                List.of(),
                List.of(field("ref_time", number, "u64"), field("proof_size", number, "u64")));
    }

    int dispatchInfo() {
        int kind = types.variants(
                "frame_support::dispatch::DispatchClass",
                List.of(),
                List.of(variant("Normal", 0), variant("Operational", 1), variant("Mandatory", 2)));
        int pays = types.variants(
                "frame_support::dispatch::Pays", List.of(), List.of(variant("Yes", 0), variant("No", 1)));
        return types.struct(
                "frame_support::dispatch::DispatchInfo",
                List.of(),
                List.of(
                        field("weight", weight(), "Weight"),
                        field("class", kind, "DispatchClass"),
                        field("pays_fee", pays, "Pays")));
    }

    int dispatchError() {
        int module = types.struct(
                "sp_runtime::ModuleError",
                List.of(),
                List.of(
                        field("index", types.u8(), "u8"),
                        field("error", types.array(4, types.u8()), "[u8; MAX_MODULE_ERROR_ENCODED_SIZE]")));
        return types.variants(
                "sp_runtime::DispatchError",
                List.of(),
                List.of(
                        variant("Other", 0),
                        variant("CannotLookup", 1),
                        variant("BadOrigin", 2),
                        variant("Module", 3, field(null, module, "ModuleError")),
                        variant("ConsumerRemaining", 4),
                        variant("NoProviders", 5),
                        variant("TooManyConsumers", 6),
                        variant("Token", 7, field(null, tokenError(), "TokenError")),
                        variant("Arithmetic", 8, field(null, arithmeticError(), "ArithmeticError")),
                        variant("Transactional", 9, field(null, transactionalError(), "TransactionalError")),
                        variant("Exhausted", 10),
                        variant("Corruption", 11),
                        variant("Unavailable", 12),
                        variant("RootNotAllowed", 13)));
    }

    private int tokenError() {
        return types.variants(
                "sp_runtime::TokenError",
                List.of(),
                List.of(
                        variant("FundsUnavailable", 0),
                        variant("OnlyProvider", 1),
                        variant("BelowMinimum", 2),
                        variant("CannotCreate", 3),
                        variant("UnknownAsset", 4),
                        variant("Frozen", 5),
                        variant("Unsupported", 6),
                        variant("CannotCreateHold", 7),
                        variant("NotExpendable", 8),
                        variant("Blocked", 9)));
    }

    private int arithmeticError() {
        return types.variants(
                "sp_arithmetic::ArithmeticError",
                List.of(),
                List.of(variant("Underflow", 0), variant("Overflow", 1), variant("DivisionByZero", 2)));
    }

    private int transactionalError() {
        return types.variants(
                "sp_runtime::TransactionalError",
                List.of(),
                List.of(variant("LimitReached", 0), variant("NoLayer", 1)));
    }

    int eventRecord(int event) {
        int phase = types.variants(
                "frame_system::Phase",
                List.of(),
                List.of(
                        variant("ApplyExtrinsic", 0, field(null, types.u32(), "u32")),
                        variant("Finalization", 1),
                        variant("Initialization", 2)));
        int h256 = h256();
        return types.struct(
                "frame_system::EventRecord",
                List.of(new Param("E", event), new Param("T", h256)),
                List.of(
                        field("phase", phase, "Phase"),
                        field("event", event, "E"),
                        field("topics", types.sequence(h256), "Vec<T>")));
    }

    int digest() {
        int engine = types.array(4, types.u8());
        int bytes = types.bytes();
        int item = types.variants(
                "sp_runtime::generic::digest::DigestItem",
                List.of(),
                List.of(
                        variant(
                                "PreRuntime",
                                6,
                                field(null, engine, "ConsensusEngineId"),
                                field(null, bytes, "Vec<u8>")),
                        variant(
                                "Consensus",
                                4,
                                field(null, engine, "ConsensusEngineId"),
                                field(null, bytes, "Vec<u8>")),
                        variant("Seal", 5, field(null, engine, "ConsensusEngineId"), field(null, bytes, "Vec<u8>")),
                        variant("Other", 0, field(null, bytes, "Vec<u8>")),
                        variant("RuntimeEnvironmentUpdated", 8)));
        return types.struct(
                "sp_runtime::generic::digest::Digest",
                List.of(),
                List.of(field("logs", types.sequence(item), "Vec<DigestItem>")));
    }
}
