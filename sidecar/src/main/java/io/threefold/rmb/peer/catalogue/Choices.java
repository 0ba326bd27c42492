package io.threefold.rmb.peer.catalogue;

/** Values of the settings that are a choice. */
public final class Choices {
    private Choices() {}

    /** Whether plain text is taken (DESIGN §7). */
    public enum Encryption {
        /** Encrypted when the other twin has a key, plain text else. */
        PREFERRED,
        /** Plain text is refused in both directions. */
        REQUIRED
    }

    /** What happens to commands without a rule. */
    public enum Undeclared {
        /** They go to {@code msgbus.<command>}. */
        ACCEPT,
        /** The sender gets an Error. */
        REJECT
    }

    /** What a full command list does. */
    public enum Overflow {
        /** The sender of the new request gets an Error. */
        REJECT_NEW,
        /** The oldest request is dropped. */
        DROP_OLDEST
    }

    /** Log levels. */
    public enum Level {
        /** Failures that need somebody. */
        ERROR,
        /** Things to look at. */
        WARN,
        /** What the peer does. */
        INFO,
        /** Single messages, without content. */
        DEBUG,
        /** Everything but content. */
        TRACE
    }

    /** How log lines look. */
    public enum Format {
        /** JSON in a container and where no terminal reads along, else text. */
        AUTO,
        /** One JSON object per line. */
        JSON,
        /** For people. */
        TEXT
    }

    /** Whether something is decided by where the peer runs. */
    public enum Switch {
        /** On in Kubernetes, off by hand. */
        AUTO,
        /** Always. */
        TRUE,
        /** Never. */
        FALSE
    }
}
