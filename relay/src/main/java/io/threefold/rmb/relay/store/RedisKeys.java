package io.threefold.rmb.relay.store;

import io.threefold.rmb.protocol.envelope.Address;

/**
 * Names of everything a relay keeps in Redis. A session prints as {@code twin} or {@code twin:session}, so that no id and an
 * empty id are different keys.
 *
 * @param prefix stands in front of every key; relays that share it are one relay
 */
public record RedisKeys(String prefix) {
    /** The stream of messages for a session. */
    public String stream(Address session) {
        return prefix + "s:" + session;
    }

    /** Who holds the session: {@code process/connection}, with a lease. */
    String owner(Address session) {
        return prefix + "c:" + session;
    }

    /** The id of the message that was appended last to the session's stream. */
    String last(Address session) {
        return prefix + "l:" + session;
    }

    /** The channel on which a process hears of displacements and of messages for its sessions. */
    String channel(String process) {
        return prefix + "p:" + process;
    }

    /** What every channel of a process begins with. */
    String channelPrefix() {
        return prefix + "p:";
    }

    /** Messages that a process has taken for other relays and not yet got rid of. */
    String journal(String process) {
        return prefix + "f:" + process;
    }

    /** Lives as long as the process. */
    String alive(String process) {
        return prefix + "a:" + process;
    }

    /** The set of processes that may have a journal. */
    String processes() {
        return prefix + "processes";
    }
}
