package io.threefold.rmb.protocol;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Fails when the code between opening and closing allocates out of proportion to its input. */
public final class Allocation implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Jackson's recycled buffers, and what the JVM does on the side. */
    private static final long CONSTANT = 1L << 20;

    private static final long PER_BYTE = 64;

    private final long allowed;
    private final long before;

    private Allocation(long allowed) {
        this.allowed = allowed;
        this.before = THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Allows some MiB and a multiple of the input's length. */
    public static Allocation bounded(int inputLength) {
        return new Allocation(CONSTANT + PER_BYTE * inputLength);
    }

    @Override
    public void close() {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > allowed) {
            throw new AssertionError("allocated " + allocated + " bytes, " + allowed + " are allowed");
        }
    }
}
