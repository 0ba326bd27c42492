package io.threefold.rmb.tfchain.extrinsic;

import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;

/**
 * For which blocks an extrinsic is valid (TFCHAIN §4).
 *
 * @param period a power of two from 4 to 65536, in blocks; 0 when immortal
 * @param phase 0 to period-1
 */
public record Era(long period, long phase) {
    /** Valid for ever; its checkpoint is the genesis block. */
    public static final Era IMMORTAL = new Era(0, 0);

    public Era {
        boolean mortal = period >= 4
                && period <= 65_536
                && Long.bitCount(period) == 1
                && phase >= 0
                && phase < period
                && phase % quantum(period) == 0;
        if (!mortal && (period != 0 || phase != 0)) {
            throw new IllegalArgumentException("era with period " + period + " and phase " + phase);
        }
    }

    /**
     * Valid for about {@code period} blocks from {@code current}.
     *
     * @param period rounded up to a power of two from 4 to 65536
     */
    public static Era mortal(long current, long period) {
        long rounded = Math.min(65_536, Math.max(4, Long.highestOneBit(Math.max(1, period - 1)) << 1));
        long phase = current % rounded;
        return new Era(rounded, phase - phase % quantum(rounded));
    }

    /** True for {@link #IMMORTAL}. */
    public boolean immortal() {
        return period == 0;
    }

    /** The block whose hash is signed (the checkpoint) when {@code current} is a block within the era. */
    public long birth(long current) {
        return immortal() ? 0 : (Math.max(current, phase) - phase) / period * period + phase;
    }

    /** The first block in which it is no longer valid, given a {@code current} within the era. */
    public long death(long current) {
        return immortal() ? Long.MAX_VALUE : birth(current) + period;
    }

    /** One byte {@code 00}, or two. */
    public void encode(ScaleWriter out) {
        if (immortal()) {
            out.u8(0);
            return;
        }
        int log = Math.clamp(Long.numberOfTrailingZeros(period) - 1, 1, 15);
        out.u16(log | (int) (phase / quantum(period)) << 4);
    }

    /** Reads what {@link #encode} writes. */
    public static Era decode(ScaleReader in) throws ScaleException {
        int low = in.u8();
        if (low == 0) {
            return IMMORTAL;
        }
        int encoded = low | in.u8() << 8;
        long period = 2L << encoded % 16;
        long phase = (encoded >> 4) * quantum(period);
        if (period < 4 || phase >= period) {
            throw new ScaleException("no era: period " + period + ", phase " + phase);
        }
        return new Era(period, phase);
    }

    private static long quantum(long period) {
        return Math.max(period >> 12, 1);
    }
}
