package io.threefold.rmb.devnet.metadata;

import static io.threefold.rmb.devnet.metadata.TypeTable.field;
import static io.threefold.rmb.devnet.metadata.TypeTable.variant;

import io.threefold.rmb.devnet.metadata.TypeTable.Field;
import io.threefold.rmb.devnet.metadata.TypeTable.Param;
import io.threefold.rmb.devnet.metadata.TypeTable.Variant;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.ArrayList;
import java.util.List;

/** The extrinsic format v4 and its signed extensions (TFCHAIN §4). */
final class ExtrinsicMetadata {
    private record Extension(String identifier, int extra, int additional) {}

    private final TypeTable types;
    private final CommonTypes common;

    ExtrinsicMetadata(TypeTable types, CommonTypes common) {
        this.types = types;
        this.common = common;
    }

    void write(ScaleWriter out, int call) {
        List<Extension> extensions = extensions();
        int extra = types.tuple(extensions.stream().map(Extension::extra).toArray(Integer[]::new));
        int extrinsic = types.struct(
                "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
                List.of(
                        new Param("Address", common.multiAddress()),
                        new Param("Call", call),
                        new Param("Signature", signature()),
                        new Param("Extra", extra)),
                List.of(field(types.bytes())));
        out.compact(extrinsic).u8(4).compact(extensions.size());
        for (Extension extension : extensions) {
            out.text(extension.identifier()).compact(extension.extra()).compact(extension.additional());
        }
    }

    private List<Extension> extensions() {
        int none = types.unit();
        return List.of(
                new Extension("CheckNonZeroSender", check("check_non_zero_sender::CheckNonZeroSender"), none),
                new Extension("CheckSpecVersion", check("check_spec_version::CheckSpecVersion"), types.u32()),
                new Extension("CheckTxVersion", check("check_tx_version::CheckTxVersion"), types.u32()),
                new Extension("CheckGenesis", check("check_genesis::CheckGenesis"), common.h256()),
                new Extension(
                        "CheckMortality",
                        check("check_mortality::CheckMortality", field(null, era(), "Era")),
                        common.h256()),
                new Extension(
                        "CheckNonce",
                        check("check_nonce::CheckNonce", field(null, types.compact(types.u32()), "T::Nonce")),
                        none),
                new Extension("CheckWeight", check("check_weight::CheckWeight"), none),
                new Extension(
                        "ChargeTransactionPayment",
                        types.struct(
                                "pallet_transaction_payment::ChargeTransactionPayment",
                                List.of(new Param("T", null)),
                                List.of(field(null, types.compact(types.u128()), "BalanceOf<T>"))),
                        none));
    }

    private int check(String path, Field... fields) {
        return types.struct("frame_system::extensions::" + path, List.of(new Param("T", null)), List.of(fields));
    }

    private int signature() {
        int bytes64 = types.array(64, types.u8());
        int ed25519 = types.struct("sp_core::ed25519::Signature", List.of(), List.of(field(null, bytes64, "[u8; 64]")));
        int sr25519 = types.struct("sp_core::sr25519::Signature", List.of(), List.of(field(null, bytes64, "[u8; 64]")));
        int ecdsa = types.struct(
                "sp_core::ecdsa::Signature", List.of(), List.of(field(null, types.array(65, types.u8()), "[u8; 65]")));
        return types.variants(
                "sp_runtime::MultiSignature",
                List.of(),
                List.of(
                        variant("Ed25519", 0, field(null, ed25519, "ed25519::Signature")),
                        variant("Sr25519", 1, field(null, sr25519, "sr25519::Signature")),
                        variant("Ecdsa", 2, field(null, ecdsa, "ecdsa::Signature"))));
    }

    /** One variant per first byte, as the chain's own metadata has it: the second byte is the field. */
    private int era() {
        List<Variant> variants = new ArrayList<>();
        variants.add(variant("Immortal", 0));
        for (int first = 1; first < 256; first++) {
            variants.add(variant("Mortal" + first, first, field(types.u8())));
        }
        return types.variants("sp_runtime::generic::era::Era", List.of(), variants);
    }
}
