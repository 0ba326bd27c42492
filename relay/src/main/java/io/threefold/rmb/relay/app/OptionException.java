package io.threefold.rmb.relay.app;

/** A setting is wrong. The message names the setting and says what to write; never the value, which may hold a password. */
final class OptionException extends Exception {
    private static final long serialVersionUID = 1L;

    OptionException(RelayOption option, String problem) {
        super(option.longName() + " (" + option.environment() + ") " + problem);
    }

    OptionException(String problem) {
        super(problem);
    }
}
