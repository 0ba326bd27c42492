package io.threefold.rmb.protocol.envelope;

import org.jspecify.annotations.Nullable;

/** The tag with which a caller asks relays to fail at once when the destination is offline (PROTOCOL §2). */
public final class FailFast {
    /** Case-sensitive. */
    public static final String TOKEN = "fail-fast";

    private FailFast() {}

    /** True when one of the comma or blank separated tokens is exactly {@link #TOKEN}. */
    public static boolean isIn(@Nullable String tags) {
        if (tags == null || tags.length() < TOKEN.length()) {
            return false;
        }
        for (int at = tags.indexOf(TOKEN); at >= 0; at = tags.indexOf(TOKEN, at + 1)) {
            int end = at + TOKEN.length();
            if ((at == 0 || separates(tags.charAt(at - 1))) && (end == tags.length() || separates(tags.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean separates(char c) {
        return c == ',' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
