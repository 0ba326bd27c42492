package io.threefold.rmb.protocol.relay;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The relay string of a twin's record: domains joined by {@code _}, without scheme and port. The chain checks it as one
 * string (CLIENTS §0.2), and so does this class.
 */
public final class RelayAddress {
    /** The most bytes the chain stores. */
    public static final int MAX_LENGTH = 1024;

    private static final char SEPARATOR = '_';

    private RelayAddress() {}

    /** True when the chain would take the string. */
    public static boolean isValidOnChain(String relays) {
        return problem(relays) == null;
    }

    /**
     * What the chain would refuse the string for.
     *
     * @return null when it is valid, else a phrase that fits behind "the relay address …"
     */
    public static @Nullable String problem(String relays) {
        if (relays.isEmpty()) {
            return "is empty";
        }
        if (relays.length() > MAX_LENGTH) {
            return "is longer than 1024 characters";
        }
        for (int i = 0; i < relays.length(); i++) {
            if (!isAllowed(relays.charAt(i))) {
                return "may only hold letters, digits, '.', '_' and '-': no scheme, port or path";
            }
        }
        if (relays.charAt(0) == '.' || relays.charAt(relays.length() - 1) == '.') {
            return "may not begin or end with a dot";
        }
        if (relays.contains("..")) {
            return "may not hold two dots in a row";
        }
        if (relays.indexOf('.') == 1) {
            return "begins with a label of one character, which the chain refuses; put a longer domain first";
        }
        return null;
    }

    /** The domains of a relay string, sorted, as they are written there; empty parts are left out. */
    public static SortedSet<String> split(String relays) {
        var domains = new TreeSet<String>();
        int from = 0;
        for (int i = 0; i <= relays.length(); i++) {
            if (i == relays.length() || relays.charAt(i) == SEPARATOR) {
                if (i > from) {
                    domains.add(relays.substring(from, i));
                }
                from = i + 1;
            }
        }
        return Collections.unmodifiableSortedSet(domains);
    }

    /** The relay string of the given domains: sorted, since clients compare it as a string. Check it with {@link #problem}. */
    public static String join(Collection<String> domains) {
        return String.join(String.valueOf(SEPARATOR), new TreeSet<>(domains));
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }
}
