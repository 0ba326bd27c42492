/**
 * Which pod of a twin leads (DESIGN §5): the one that holds the relays' sessions without an id. The relay is the arbiter;
 * nothing else is needed.
 */
package io.threefold.rmb.peer.role;
