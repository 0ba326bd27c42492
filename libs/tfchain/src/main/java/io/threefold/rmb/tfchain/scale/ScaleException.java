package io.threefold.rmb.tfchain.scale;

/** Bytes, hex or metadata that cannot be what they claim to be. The only exception the decoders of this module throw. */
public final class ScaleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public ScaleException(String reason) {
        super(reason);
        this.reason = reason;
    }

    @Override
    public String getMessage() {
        return reason;
    }
}
