package io.threefold.rmb.peer.role;

/** What the machine wants done; carried out at once, in order. */
interface RoleEffects {
    /** Ask our own twin through a relay, from our own session. */
    void ask(String relay, String uid);

    /**
     * Tell a standby that this peer leads.
     *
     * @param uid of its ask
     */
    void answer(String relay, String uid, String session, int rank);

    /** Tell a standby to take over. */
    void handOver(String relay, String uid, String session);

    /** Open or close the session without an id. */
    void lead(String relay, boolean wanted);

    /** Something of the status has changed. */
    void changed();
}
