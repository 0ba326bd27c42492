package io.threefold.rmb.operator.catalogue;

import java.util.List;

/**
 * A reason with its arguments, ready to be read.
 *
 * @param arguments as many as the reason names; bounded when shown
 */
public record Finding(InjectionReason reason, List<String> arguments) {
    private static final int MAX_ARGUMENT = 300;

    public Finding {
        if (arguments.size() != reason.arguments().size()) {
            throw new IllegalArgumentException(reason.code() + " takes " + reason.arguments());
        }
        arguments = arguments.stream().map(Finding::shown).toList();
    }

    public static Finding of(InjectionReason reason, Object... arguments) {
        return new Finding(
                reason, java.util.Arrays.stream(arguments).map(String::valueOf).toList());
    }

    /** What is the matter, with the reason's code in front, and what to do. */
    public String text() {
        return reason.code() + ": " + fill(reason.sentence()) + ". " + fill(reason.remedy());
    }

    private String fill(String template) {
        return String.format(java.util.Locale.ROOT, template, arguments.toArray());
    }

    private static String shown(String argument) {
        String line = argument.replaceAll("\\p{Cntrl}", " ");
        return line.length() > MAX_ARGUMENT ? line.substring(0, MAX_ARGUMENT) + "…" : line;
    }
}
