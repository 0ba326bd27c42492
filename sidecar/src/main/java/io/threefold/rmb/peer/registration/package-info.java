/** Keeps the twin's relays and encryption key on the chain as configured. */
package io.threefold.rmb.peer.registration;
