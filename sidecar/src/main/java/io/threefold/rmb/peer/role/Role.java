package io.threefold.rmb.peer.role;

import java.util.Locale;

/** What a peer is among the peers of its twin. */
public enum Role {
    /** No session id is configured: it uses the session without an id for everything, as the reference peer does. */
    LONE,
    /** Holds the sessions without an id: requests arrive here. */
    PRIMARY,
    /** Another of our pods leads, or nobody yet. */
    STANDBY,
    /** Something that is not one of ours answers for the twin. */
    FOREIGN;

    /** Lower case, for status and labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
