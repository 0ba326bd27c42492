package io.threefold.rmb.tfchain.extrinsic;

import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.TypeRegistry;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The signed extensions of a runtime in its own order: what stands in the extrinsic ("extra") and what is only signed
 * ("additional"). An extension that is not known here is accepted only when it has neither.
 */
public final class ExtensionLayout {
    private enum Part {
        EMPTY,
        SPEC_VERSION,
        TX_VERSION,
        GENESIS,
        MORTALITY,
        NONCE,
        PAYMENT,
        METADATA_HASH
    }

    private final List<Part> parts;

    private ExtensionLayout(List<Part> parts) {
        this.parts = parts;
    }

    /** @throws ScaleException with a text for users when an extension cannot be handled */
    public static ExtensionLayout of(Metadata metadata) throws ScaleException {
        TypeRegistry types = metadata.types();
        List<Part> parts = new ArrayList<>();
        for (Metadata.SignedExtension extension : metadata.signedExtensions()) {
            boolean empty = types.isEmpty(extension.extraType()) && types.isEmpty(extension.additionalType());
            parts.add(
                    empty
                            ? Part.EMPTY
                            : switch (extension.identifier()) {
                                case "CheckSpecVersion" -> Part.SPEC_VERSION;
                                case "CheckTxVersion" -> Part.TX_VERSION;
                                case "CheckGenesis" -> Part.GENESIS;
                                case "CheckMortality", "CheckEra" -> Part.MORTALITY;
                                case "CheckNonce" -> Part.NONCE;
                                case "ChargeTransactionPayment" -> Part.PAYMENT;
                                case "CheckMetadataHash" -> Part.METADATA_HASH;
                                default ->
                                    throw new ScaleException("the chain wants the signed extension "
                                            + extension.identifier()
                                            + ", which this version cannot write: update this program");
                            });
        }
        return new ExtensionLayout(List.copyOf(parts));
    }

    /** Writes what stands in the extrinsic. */
    public void writeExtra(SigningContext context, ScaleWriter out) {
        for (Part part : parts) {
            switch (part) {
                case MORTALITY -> context.era().encode(out);
                case NONCE -> out.compact(context.nonce());
                case PAYMENT -> out.compact(context.tip());
                // Mode "disabled": the chain then compares no hash of the metadata.
                case METADATA_HASH -> out.u8(0);
                default -> {}
            }
        }
    }

    /** Writes what is only signed. */
    public void writeAdditional(SigningContext context, ScaleWriter out) {
        for (Part part : parts) {
            switch (part) {
                case SPEC_VERSION -> out.u32(context.specVersion());
                case TX_VERSION -> out.u32(context.transactionVersion());
                case GENESIS -> out.raw(context.genesisHash().toByteArray());
                case MORTALITY -> out.raw(context.checkpointHash().toByteArray());
                case METADATA_HASH -> out.u8(0);
                default -> {}
            }
        }
    }

    /** Reads what stands in an extrinsic. */
    public Extra readExtra(ScaleReader in) throws ScaleException {
        Era era = Era.IMMORTAL;
        long nonce = 0;
        BigInteger tip = BigInteger.ZERO;
        for (Part part : parts) {
            switch (part) {
                case MORTALITY -> era = Era.decode(in);
                case NONCE -> nonce = in.compactU32();
                case PAYMENT -> tip = in.compactBig();
                case METADATA_HASH -> {
                    if (in.u8() != 0) {
                        throw new ScaleException("a metadata hash cannot be checked here");
                    }
                }
                default -> {}
            }
        }
        return new Extra(era, nonce, tip);
    }

    /** The signed extensions' values of an extrinsic. */
    public record Extra(Era era, long nonce, BigInteger tip) {}
}
