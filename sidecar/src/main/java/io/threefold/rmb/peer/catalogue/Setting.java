package io.threefold.rmb.peer.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a user can set, declared once: files, environment, options, help, reference page and tests come from it.
 *
 * @param key its name everywhere, and its key in files; dots are levels in YAML
 * @param env environment variable
 * @param options command-line options, the long name last; empty when it cannot be given there
 * @param type value type and rule
 * @param defaults the default as text; empty for none
 * @param effect when a change of it takes effect
 * @param secret true when the value must never be shown, stored or put into a file
 * @param example a fitting value, for the next step in error lines
 * @param meaning one or two sentences for users
 */
public record Setting<T>(
        String key,
        String env,
        List<String> options,
        ValueType<T> type,
        List<String> defaults,
        Effect effect,
        boolean secret,
        @Nullable String example,
        String meaning) {

    /** When a changed value takes effect. */
    public enum Effect {
        /** As soon as the file's change is seen, within about a second. */
        RELOAD,
        /** With the next start; a change is reported. */
        RESTART
    }

    public Setting {
        options = List.copyOf(options);
        defaults = List.copyOf(defaults);
    }

    /** Its long option, else its environment variable: what messages call it by besides the key. */
    public String handle() {
        return options.isEmpty() ? env : options.getLast();
    }

    @Override
    public String toString() {
        return key;
    }
}
