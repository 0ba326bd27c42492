/**
 * The peer's Redis: taking messages into an outbox, outcomes, the replay window, command lists and dead letters, each an atomic
 * step that tolerates being done twice (DESIGN §4.1, §4.3). Knows bytes and ids, not what is in a message.
 */
package io.threefold.rmb.peer.store;
