package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;

/**
 * How long an extrinsic may be included (TFCHAIN §4).
 *
 * @param period in blocks, a power of two from 4 to 65536; 0 for ever
 * @param phase in blocks, below the period
 */
public record Mortality(long period, long phase) {
    static final Mortality IMMORTAL = new Mortality(0, 0);

    static Mortality read(ScaleReader in) throws ScaleException {
        int first = in.u8();
        if (first == 0) {
            return IMMORTAL;
        }
        int encoded = first | in.u8() << 8;
        long period = 2L << (encoded & 15);
        long phase = (encoded >> 4) * Math.max(period >> 12, 1);
        if (period < 4 || phase >= period) {
            throw new ScaleException("not an era");
        }
        return new Mortality(period, phase);
    }

    boolean immortal() {
        return period == 0;
    }

    /** The block whose hash was signed, when the extrinsic is meant for block {@code current}. */
    long birth(long current) {
        return immortal() ? 0 : (Math.max(current, phase) - phase) / period * period + phase;
    }
}
