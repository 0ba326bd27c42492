package io.threefold.rmb.peer.link;

/** Where a relay session stands. */
public enum LinkState {
    /** Not wanted at the moment. */
    IDLE,
    /** A connection is being made. */
    CONNECTING,
    /** Frames flow. */
    OPEN,
    /** The last connection ended or failed; the next attempt has a time. */
    BACKOFF,
    /** The relay closed a session that is not taken back by itself: another holds it now, most likely. */
    DISPLACED,
    /** Stopped for good. */
    CLOSED
}
