package io.threefold.rmb.operator.peerconfig;

import java.util.List;

/**
 * Keys of the peer's configuration file that the operator writes. The peer declares them (docs/reference/peer-settings.md); the
 * operator does not depend on it, so an end-to-end test compares.
 */
public final class PeerKeys {
    static final String KEY_TYPE = "identity.keyType";
    static final String TWIN_ID = "twin.id";
    static final String CHAIN_URLS = "chain.urls";
    static final String CHAIN_UPDATE = "chain.update";
    static final String SNAPSHOT_FILE = "chain.snapshotFile";
    static final String RELAYS = "relays";
    static final String ENCRYPTION = "encryption";
    static final String COMMANDS = "commands";
    static final String UNDECLARED_COMMANDS = "undeclaredCommands";
    static final String QUEUE_LENGTH = "queues.maxLength";
    static final String QUEUE_OVERFLOW = "queues.overflow";
    static final String LOG_LEVEL = "log.level";
    static final String LOG_FORMAT = "log.format";

    /** All of them. */
    public static final List<String> ALL = List.of(
            KEY_TYPE,
            TWIN_ID,
            CHAIN_URLS,
            CHAIN_UPDATE,
            SNAPSHOT_FILE,
            RELAYS,
            ENCRYPTION,
            COMMANDS,
            UNDECLARED_COMMANDS,
            QUEUE_LENGTH,
            QUEUE_OVERFLOW,
            LOG_LEVEL,
            LOG_FORMAT);

    private PeerKeys() {}
}
