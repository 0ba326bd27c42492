package io.threefold.rmb.tfchain.extrinsic;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;

/**
 * A signed extrinsic, version 4 (TFCHAIN §4).
 *
 * @param signature 64 bytes
 * @param call pallet byte, call byte, arguments
 */
public record ExtrinsicV4(
        AccountId signer, KeyType keyType, ByteString signature, ExtensionLayout.Extra extra, ByteString call) {
    private static final int SIGNED_V4 = 0x84;
    private static final int ADDRESS_ID = 0;
    private static final int ED25519 = 0;
    private static final int SR25519 = 1;
    private static final int HASHED_ABOVE = 256;

    /** The bytes that are signed: call, extra and additional, or their BLAKE2b-256 when longer than 256 bytes. */
    public static byte[] message(byte[] call, SigningContext context, ExtensionLayout layout) {
        byte[] payload = payload(call, context, layout);
        return payload.length > HASHED_ABOVE ? Blake2.hash256(payload) : payload;
    }

    /** Call, extra and additional. */
    static byte[] payload(byte[] call, SigningContext context, ExtensionLayout layout) {
        ScaleWriter out = new ScaleWriter().raw(call);
        layout.writeExtra(context, out);
        layout.writeAdditional(context, out);
        return out.toBytes();
    }

    /**
     * The extrinsic as {@code author_submitExtrinsic} takes it, length first.
     *
     * @param signature 64 bytes over {@link #message}
     */
    public static byte[] encode(
            AccountId signer,
            KeyType keyType,
            byte[] signature,
            byte[] call,
            SigningContext context,
            ExtensionLayout layout) {
        if (signature.length != 64) {
            throw new IllegalArgumentException("a signature is 64 bytes, not " + signature.length);
        }
        ScaleWriter body = new ScaleWriter().u8(SIGNED_V4).u8(ADDRESS_ID).raw(signer.bytes());
        body.u8(keyType == KeyType.ED25519 ? ED25519 : SR25519).raw(signature);
        layout.writeExtra(context, body);
        return new ScaleWriter().byteVector(body.raw(call).toBytes()).toBytes();
    }

    /** The hash that names an extrinsic: BLAKE2b-256 of all its bytes, the length too. */
    public static byte[] hash(byte[] extrinsic) {
        return Blake2.hash256(extrinsic);
    }

    /** Reads an extrinsic with its length; ecdsa signatures and other kinds of addresses are refused. */
    public static ExtrinsicV4 decode(byte[] extrinsic, ExtensionLayout layout) throws ScaleException {
        ScaleReader in = new ScaleReader(extrinsic);
        if (in.vectorLength(1) != in.remaining()) {
            throw new ScaleException("the length of the extrinsic is wrong");
        }
        if (in.u8() != SIGNED_V4) {
            throw new ScaleException("not a signed extrinsic of version 4");
        }
        if (in.u8() != ADDRESS_ID) {
            throw new ScaleException("the signer must be given as an account id");
        }
        AccountId signer = AccountId.of(in.bytes(AccountId.LENGTH));
        KeyType keyType = switch (in.u8()) {
            case ED25519 -> KeyType.ED25519;
            case SR25519 -> KeyType.SR25519;
            default -> throw new ScaleException("the signature must be ed25519 or sr25519");
        };
        ByteString signature = ByteString.copyFrom(in.bytes(64));
        ExtensionLayout.Extra extra = layout.readExtra(in);
        return new ExtrinsicV4(signer, keyType, signature, extra, ByteString.copyFrom(in.bytes(in.remaining())));
    }
}
