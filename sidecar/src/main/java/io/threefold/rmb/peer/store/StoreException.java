package io.threefold.rmb.peer.store;

/** Redis refuses a step for good: another try would meet the same answer. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
