package io.threefold.rmb.peer.store;

/**
 * A message that could not be read or delivered.
 *
 * @param reason a short constant for counting
 * @param detail one sentence for users
 * @param from the list or place it came from
 * @param message the bytes; the first 4096 are kept
 */
public record DeadLetter(String reason, String detail, String from, byte[] message) {}
