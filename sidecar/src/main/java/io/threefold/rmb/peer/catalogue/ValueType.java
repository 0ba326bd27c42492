package io.threefold.rmb.peer.catalogue;

import java.util.List;

/**
 * How the text of a setting becomes a value.
 *
 * @param label what the value is, for help and reference, for example {@code SIZE}
 * @param rule the sentence a user reads when the text does not fit: "must be …"
 * @param separator regular expression between the values of a setting that takes several; empty when it takes one
 * @param parser texts to value; empty when nothing is set and there is no default
 */
public record ValueType<T>(String label, String rule, String separator, Parser<T> parser) {
    /** True when the setting takes several values. */
    public boolean list() {
        return !separator.isEmpty();
    }

    /** Turns texts into a value. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Parses already trimmed, non-empty texts.
         *
         * @throws Unfit when a text breaks the rule; must not quote the text, it may be a secret
         */
        T parse(List<String> texts) throws Unfit;
    }

    /** A text that does not fit its type. The message names the rule, never the text. */
    public static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        public Unfit(String rule) {
            super(rule, null, false, false);
        }
    }
}
