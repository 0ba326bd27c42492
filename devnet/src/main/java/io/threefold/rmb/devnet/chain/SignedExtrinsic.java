package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A signed extrinsic v4 as it was submitted (TFCHAIN §4). Nothing in it has been checked but its form.
 *
 * @param bytes all of it, length included
 * @param signer absent when addressed in a way this chain cannot look up
 * @param keyType absent for ECDSA, which no account here uses
 * @param signature 64 or 65 bytes
 * @param extra era, nonce and tip as signed
 * @param callBytes the call as signed
 */
record SignedExtrinsic(
        byte[] bytes,
        @Nullable AccountId signer,
        @Nullable KeyType keyType,
        byte[] signature,
        Era era,
        long nonce,
        BigInteger tip,
        byte[] extra,
        byte[] callBytes,
        Call call) {
    private static final int SIGNED_V4 = 0x84;
    private static final int UNSIGNED_V4 = 0x04;

    /** Null when it is well formed but not signed, so that only a block author could have made it. */
    static @Nullable SignedExtrinsic decode(byte[] bytes) throws ScaleException {
        ScaleReader in = new ScaleReader(bytes);
        if (in.compactU32() != in.remaining()) {
            throw new ScaleException("the length in front is not the length of the extrinsic");
        }
        int version = in.u8();
        if (version == UNSIGNED_V4) {
            Call.read(in);
            in.expectEnd();
            return null;
        }
        if (version != SIGNED_V4) {
            throw new ScaleException("extrinsic version " + (version & 0x7f) + ", only 4 is known");
        }
        AccountId signer = Call.lookup(in);
        int scheme = in.u8();
        KeyType keyType = switch (scheme) {
            case 0 -> KeyType.ED25519;
            case 1 -> KeyType.SR25519;
            case 2 -> null;
            default -> throw new ScaleException("no signature kind " + scheme);
        };
        byte[] signature = in.bytes(scheme == 2 ? 65 : 64);
        int extraStart = in.position();
        Era era = Era.decode(in);
        long nonce = in.compactU32();
        BigInteger tip = in.compactBig();
        if (tip.bitLength() > 128) {
            throw new ScaleException("the tip is larger than 128 bits");
        }
        byte[] extra = in.since(extraStart);
        int callStart = in.position();
        Call call = Call.read(in);
        in.expectEnd();
        return new SignedExtrinsic(
                bytes, signer, keyType, signature, era, nonce, tip, extra, in.since(callStart), call);
    }

    /** The bytes the signature is over: a hash of the payload when that is longer than 256 bytes. */
    byte[] signedMessage(byte[] genesisHash, byte[] checkpointHash) {
        byte[] payload = new ScaleWriter()
                .raw(callBytes)
                .raw(extra)
                .u32(RuntimeConstants.SPEC_VERSION)
                .u32(RuntimeConstants.TRANSACTION_VERSION)
                .raw(genesisHash)
                .raw(checkpointHash)
                .toBytes();
        return payload.length > 256 ? Blake2.hash256(payload) : payload;
    }

    /** With {@code 0x}. */
    String hash() {
        return Hex.encode(Blake2.hash256(bytes));
    }
}
