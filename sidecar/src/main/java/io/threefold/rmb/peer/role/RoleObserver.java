package io.threefold.rmb.peer.role;

/** Hears of changes of the role. Called on the links' event loop: return at once. */
@FunctionalInterface
public interface RoleObserver {
    /** Role, rank, leader or the relays led have changed. */
    void changed(RoleStatus status);
}
