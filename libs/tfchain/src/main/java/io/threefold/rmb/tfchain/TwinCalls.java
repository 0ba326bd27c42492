package io.threefold.rmb.tfchain;

import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.Pallet;
import io.threefold.rmb.tfchain.metadata.TypeDef.Field;
import io.threefold.rmb.tfchain.metadata.TypeDef.Variant;
import io.threefold.rmb.tfchain.metadata.ValueReader;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of pallet {@code TfgridModule} that RMB needs (TFCHAIN §3): pallet byte, call byte, arguments. Numbers and
 * order of arguments come from the metadata, and the result is checked against it.
 */
public final class TwinCalls {
    /** The pallet that keeps twins. */
    public static final String PALLET = "TfgridModule";

    private TwinCalls() {}

    /** Replaces relays and key of the signer's twin; null erases the field. */
    public static byte[] updateTwin(Metadata metadata, byte @Nullable [] relay, byte @Nullable [] pk)
            throws ScaleException {
        return twinCall(metadata, "update_twin", relay, pk);
    }

    /** Creates a twin for the signer, who must have accepted the terms and conditions. */
    public static byte[] createTwin(Metadata metadata, byte @Nullable [] relay, byte @Nullable [] pk)
            throws ScaleException {
        return twinCall(metadata, "create_twin", relay, pk);
    }

    /** Accepts the terms and conditions for the signer. */
    public static byte[] userAcceptTc(Metadata metadata, byte[] documentLink, byte[] documentHash)
            throws ScaleException {
        return call(
                metadata,
                "user_accept_tc",
                Map.of(
                        "document_link",
                                new ScaleWriter().byteVector(documentLink).toBytes(),
                        "document_hash",
                                new ScaleWriter().byteVector(documentHash).toBytes()));
    }

    private static byte[] twinCall(Metadata metadata, String name, byte @Nullable [] relay, byte @Nullable [] pk)
            throws ScaleException {
        return call(
                metadata,
                name,
                Map.of(
                        "relay", new ScaleWriter().optionalByteVector(relay).toBytes(),
                        "pk", new ScaleWriter().optionalByteVector(pk).toBytes()));
    }

    private static byte[] call(Metadata metadata, String name, Map<String, byte[]> arguments) throws ScaleException {
        Pallet pallet = metadata.pallet(PALLET);
        Variant call = pallet.call(name);
        ScaleWriter encoded = new ScaleWriter();
        int used = 0;
        for (Field field : call.fields()) {
            byte[] argument = field.name() == null ? null : arguments.get(field.name());
            if (argument == null) {
                throw new ScaleException("the chain wants " + field.name() + " for " + PALLET + "." + name
                        + ", which this version does not know: update this program");
            }
            encoded.raw(argument);
            used++;
        }
        if (used != arguments.size()) {
            throw new ScaleException("the chain's " + PALLET + "." + name + " takes " + used + " arguments instead of "
                    + arguments.size() + ": update this program");
        }
        ScaleReader check = new ScaleReader(encoded.toBytes());
        new ValueReader(metadata.types(), check).skip(call.fields());
        check.expectEnd();
        return new ScaleWriter()
                .u8(pallet.index())
                .u8(call.index())
                .raw(encoded.toBytes())
                .toBytes();
    }
}
