package io.threefold.rmb.peer.store;

import java.util.List;

/**
 * What the peer found out about its Redis.
 *
 * @param version for example {@code 6.2.6}
 * @param warnings one sentence each, with what to do; empty when all is well
 */
public record RedisFinding(String version, List<String> warnings) {
    public RedisFinding {
        warnings = List.copyOf(warnings);
    }
}
