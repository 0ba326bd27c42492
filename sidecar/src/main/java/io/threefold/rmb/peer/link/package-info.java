/**
 * Connections to relays: WebSocket sessions, their health, sending with confirmation, receiving with back-pressure
 * (DESIGN §4.2–4.3, PROTOCOL §7). Knows frames, not what is in them, apart from the Pongs to its own Pings.
 */
package io.threefold.rmb.peer.link;
