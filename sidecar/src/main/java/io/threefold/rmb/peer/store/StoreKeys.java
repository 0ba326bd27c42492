package io.threefold.rmb.peer.store;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The names of the lists and of the peer's own keys. Everything that is the peer's own starts with {@value #RESERVED}, which no
 * remote command may name: {@code msgbus.<cmd>} of a command {@code system.local} would otherwise be the queue of outgoing
 * requests. Keys of one slot share a hash tag, so that they stay together in a Redis Cluster.
 */
public final class StoreKeys {
    /** In front of every command's list. */
    public static final String COMMANDS = "msgbus.";
    /** Lists and keys that belong to the peer, never to a command or a {@code ret}. */
    public static final String RESERVED = "msgbus.system.";
    /** Outgoing requests, written by local clients. */
    public static final String LOCAL = "msgbus.system.local";
    /** Outgoing answers, written by local services. */
    public static final String REPLY = "msgbus.system.reply";
    /** Messages that could not be read or delivered, newest first. */
    public static final String DEAD_LETTERS = "msgbus.system.dead";
    /** Set it (to anything) to make the peer quiesce; the peer deletes it. */
    public static final String QUIESCE = "msgbus.system.quiesce";

    private final String slot;
    private final String window;

    /**
     * @param twin this peer's twin
     * @param slot tells peers of one twin on one Redis apart, for example {@code main}
     */
    public StoreKeys(long twin, String slot) {
        this.slot = "msgbus.system.peer.{" + twin + "." + slot + "}.";
        this.window = "msgbus.system.seen.{" + twin + "}.";
    }

    byte[] outbox() {
        return key(slot + "outbox");
    }

    byte[] finished(String id) {
        return key(slot + "finished." + id);
    }

    /** Where a blocking take puts what woke it, until the next TAKE. */
    byte[] landing(String list) {
        return key(slot + "taken." + list.substring(list.lastIndexOf('.') + 1));
    }

    byte[] commands() {
        return key(slot + "commands");
    }

    byte[] held() {
        return key(slot + "held");
    }

    byte[] seen(long minute) {
        return key(window + minute);
    }

    static byte[] key(String name) {
        return name.getBytes(UTF_8);
    }
}
