package io.threefold.rmb.protocol.queue;

/** The Redis keys that local programs and the reference peer know (PROTOCOL §6). */
public final class QueueNames {
    /** Local clients push requests here. */
    public static final String LOCAL = "msgbus.system.local";
    /** Local services push responses here; the {@code ret} of every incoming request. */
    public static final String REPLY = "msgbus.system.reply";
    /** Stands in front of a command's name: the list a local service reads. */
    public static final String COMMAND_PREFIX = "msgbus.";

    private static final String BACKLOG_PREFIX = "msgbus.backlog.";
    private static final String SYSTEM_PREFIX = "system.";

    private QueueNames() {}

    /** The list that the service of a command reads. */
    public static String command(String command) {
        return COMMAND_PREFIX + command;
    }

    /** Where the reference peer tracks a request under way. */
    public static String backlog(String uid) {
        return BACKLOG_PREFIX + uid;
    }

    /**
     * True for commands whose list would be one of the peer's own keys, so that a stranger could write into them:
     * {@code system.…} and {@code backlog.…}. Answer them with an Error.
     */
    public static boolean isReserved(String command) {
        return command.startsWith(SYSTEM_PREFIX) || command(command).startsWith(BACKLOG_PREFIX);
    }
}
