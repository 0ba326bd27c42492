package io.threefold.rmb.e2e.process;

/** A step of the demo, the bench or a test did not work; the message is for the user. */
public final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StepFailed(String message) {
        super(message);
    }

    public StepFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
