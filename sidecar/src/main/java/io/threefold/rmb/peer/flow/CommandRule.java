package io.threefold.rmb.peer.flow;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declared command.
 *
 * @param name exact, or a beginning when it ends in {@code *}
 * @param allowTwins callers; empty means everyone
 * @param denyTwins callers that are refused, even when allowed
 * @param maxPayload decoded bytes; null for the general limit
 * @param maxPending the longest its list may get; null for the general limit
 */
public record CommandRule(
        String name,
        Set<Long> allowTwins,
        Set<Long> denyTwins,
        @Nullable Integer maxPayload,
        @Nullable Integer maxPending) {
    public CommandRule {
        allowTwins = Set.copyOf(allowTwins);
        denyTwins = Set.copyOf(denyTwins);
    }

    boolean matches(String command) {
        return name.endsWith("*") ? command.startsWith(name.substring(0, name.length() - 1)) : command.equals(name);
    }

    boolean allows(long twin) {
        return !denyTwins.contains(twin) && (allowTwins.isEmpty() || allowTwins.contains(twin));
    }
}
