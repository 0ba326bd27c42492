package io.threefold.rmb.operator.catalogue;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a value must look like.
 *
 * @param text the rule as a user reads it: "must be …"
 * @param fits whether a value keeps it; never throws, and is cheap for values of any length
 */
public record ValueRule(String text, Predicate<String> fits) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,3})?(m|k|Ki|M|Mi|G|Gi)?");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,511}");

    /** Anything; the operator writes it. */
    static ValueRule any(String text) {
        return new ValueRule(text, value -> true);
    }

    /** A name that can be a label's value and part of a DNS name. */
    static ValueRule nameOr(String... words) {
        List<String> accepted = List.of(words);
        return new ValueRule(
                "must be \"" + String.join("\", \"", words) + "\" or the name of an RmbService",
                value -> accepted.contains(value)
                        || (value.length() <= 63 && NAME.matcher(value).matches()));
    }

    static ValueRule oneOf(String... words) {
        List<String> accepted = List.of(words);
        return new ValueRule("must be " + String.join(" or ", words), accepted::contains);
    }

    static ValueRule number(int min, int max) {
        return new ValueRule(
                "must be a whole number from " + min + " to " + max,
                value -> value.length() <= 9
                        && NUMBER.matcher(value).matches()
                        && Integer.parseInt(value) >= min
                        && Integer.parseInt(value) <= max);
    }

    static ValueRule quantity(String examples) {
        return new ValueRule(
                "must be a quantity above zero, like " + examples,
                value -> value.length() <= 16
                        && QUANTITY.matcher(value).matches()
                        && value.chars().anyMatch(c -> c >= '1' && c <= '9'));
    }

    static ValueRule image() {
        return new ValueRule(
                "must be the name of an image, at most 512 characters",
                value -> value.length() <= 512 && IMAGE.matcher(value).matches());
    }

    static ValueRule length(String text, int max) {
        return new ValueRule(text, value -> value.length() <= max);
    }
}
