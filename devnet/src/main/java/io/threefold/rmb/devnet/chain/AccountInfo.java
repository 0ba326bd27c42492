package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code System.Account} without what this chain never uses (reserves, locks).
 *
 * @param free in 10^-7 TFT
 */
record AccountInfo(long nonce, BigInteger free) {
    static final AccountInfo NONE = new AccountInfo(0, BigInteger.ZERO);

    private static final BigInteger NEW_LOGIC_FLAG = BigInteger.ONE.shiftLeft(127);

    static AccountInfo decode(byte @Nullable [] scale) {
        if (scale == null) {
            return NONE;
        }
        try {
            ScaleReader in = new ScaleReader(scale);
            long nonce = in.u32();
            in.skip(12);
            return new AccountInfo(nonce, in.unsigned(16));
        } catch (ScaleException e) {
            throw new IllegalStateException("stored account does not decode", e);
        }
    }

    byte[] encode() {
        boolean exists = free.signum() > 0;
        return new ScaleWriter()
                .u32(nonce)
                .u32(0)
                .u32(exists ? 1 : 0)
                .u32(0)
                .u128(free)
                .u128(BigInteger.ZERO)
                .u128(BigInteger.ZERO)
                .u128(NEW_LOGIC_FLAG)
                .toBytes();
    }

    AccountInfo withFree(BigInteger balance) {
        return new AccountInfo(nonce, balance);
    }

    AccountInfo nextNonce() {
        return new AccountInfo(nonce + 1, free);
    }
}
