package io.threefold.rmb.devnet.app;

/** A devnet that cannot start; the message is one sentence for users and says what to do. */
public final class DevnetException extends Exception {
    private static final long serialVersionUID = 1L;

    DevnetException(String message) {
        super(message);
    }

    DevnetException(String message, Throwable cause) {
        super(message, cause);
    }
}
