package io.threefold.rmb.devnet.chain;

/** Which relay strings {@code create_twin} and {@code update_twin} take; the bytes are 0 to 1024. */
@FunctionalInterface
public interface RelayRule {
    boolean accepts(byte[] relay);

    /**
     * Takes everything printable without blanks, so that twins can name relays with a port or a scheme. No real chain
     * does.
     */
    RelayRule LAX = relay -> {
        for (byte c : relay) {
            if (c <= ' ' || c == 0x7f) {
                return false;
            }
        }
        return relay.length > 0;
    };
}
