package io.threefold.rmb.peer.catalogue;

import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a service declares about one of its commands (RmbService {@code spec.commands}).
 *
 * @param name the command; may end in {@code *}, which stands for any rest
 * @param allowTwins only these may call it; empty = everyone
 * @param denyTwins these may not, also when allowed
 * @param maxPayload decoded bytes; null = the general limit
 * @param maxPending entries its list may hold; null = the general limit
 */
public record CommandRule(
        String name,
        SortedSet<Long> allowTwins,
        SortedSet<Long> denyTwins,
        @Nullable Integer maxPayload,
        @Nullable Integer maxPending) {}
