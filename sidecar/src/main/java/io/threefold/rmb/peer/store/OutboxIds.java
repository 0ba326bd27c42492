package io.threefold.rmb.peer.store;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * Fresh outbox ids: 32 hex digits that sort in the order in which they were made. The first 12 are the milliseconds since 1970,
 * the next 4 count within one, the rest is random.
 */
final class OutboxIds {
    private static final HexFormat HEX = HexFormat.of();
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private long last;

    OutboxIds(InstantSource clock) {
        this.clock = clock;
    }

    /** Ids made from now on sort behind the given one. */
    synchronized void startAfter(String id) {
        last = Math.max(last, HexFormat.fromHexDigitsToLong(id, 0, 16));
    }

    synchronized String next() {
        last = Math.max(last + 1, clock.millis() << 16);
        return HEX.toHexDigits(last) + HEX.toHexDigits(random.nextLong());
    }

    /** When the id was made, milliseconds since 1970. */
    static long millis(String id) {
        return HexFormat.fromHexDigitsToLong(id, 0, 12);
    }

    /** True for what {@link #next} makes. */
    static boolean valid(String id) {
        return id.length() == 32 && id.chars().allMatch(HexFormat::isHexDigit);
    }
}
