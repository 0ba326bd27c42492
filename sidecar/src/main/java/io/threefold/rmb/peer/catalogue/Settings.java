package io.threefold.rmb.peer.catalogue;

import static io.threefold.rmb.peer.catalogue.Setting.Effect.RELOAD;
import static io.threefold.rmb.peer.catalogue.Setting.Effect.RESTART;

import io.threefold.rmb.peer.catalogue.Choices.Encryption;
import io.threefold.rmb.peer.catalogue.Choices.Format;
import io.threefold.rmb.peer.catalogue.Choices.Level;
import io.threefold.rmb.peer.catalogue.Choices.Overflow;
import io.threefold.rmb.peer.catalogue.Choices.Switch;
import io.threefold.rmb.peer.catalogue.Choices.Undeclared;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.relay.RelayUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every setting of the peer. */
public final class Settings {
    /** No payload limit can be larger than this, decoded. */
    public static final int MAX_PAYLOAD_CEILING = 4 << 20;

    private static final List<Setting<?>> DECLARED = new ArrayList<>();

    /** Where files come from. */
    public static final Setting<Optional<Path>> CONFIG = declare(
            "config",
            "RMB_CONFIG",
            "--config",
            Types.optional(Types.path()),
            null,
            RESTART,
            "/etc/rmb/peer.yaml",
            "A file (YAML, or properties when its name ends in .properties), or a folder that holds peer.yaml, peer.yml or"
                    + " peer.properties, such as a mounted ConfigMap. It is looked at again every second.");

    /** The phrase itself. */
    public static final Setting<Optional<String>> MNEMONIC = secret(
            "identity.mnemonic",
            "RMB_MNEMONIC",
            "-m --mnemonics --seed --mnemonic",
            Types.optional(Types.text("SECRET", "must be 12 to 24 words or 0x and 64 hex digits", "(?s).{1,1024}")),
            "The twin's secret: 12 to 24 words, or 0x and 64 hex digits. Other users of the machine can see arguments and"
                    + " environment, so prefer --mnemonic-file.");

    /** The file with the phrase. */
    public static final Setting<Optional<Path>> MNEMONIC_FILE = declare(
            "identity.mnemonicFile",
            "RMB_MNEMONIC_FILE",
            "--mnemonic-file",
            Types.optional(Types.path()),
            null,
            RESTART,
            "/run/secrets/rmb/mnemonic",
            "A file that holds the twin's secret and nothing else. A changed file is noticed, and reported as"
                    + " needing a restart when it holds another key.");

    /** The signature scheme. */
    public static final Setting<KeyType> KEY_TYPE = declare(
            "identity.keyType",
            "RMB_KEY_TYPE",
            "-k --key-type",
            Types.choice(KeyType.class),
            "Sr25519",
            RESTART,
            "sr25519",
            "The signature scheme of the twin's account.");

    /** The twin, when the caller knows it. */
    public static final Setting<Optional<Long>> TWIN_ID = declare(
            "twin.id",
            "RMB_TWIN_ID",
            "--twin-id",
            Types.optional(Types.twin()),
            null,
            RESTART,
            "7",
            "The twin of the secret's account, when it is known: the peer then serves without asking the chain first, and"
                    + " checks it as soon as the chain answers.");

    /** What an account without twin means. */
    public static final Setting<Switch> WAIT_FOR_TWIN = declare(
            "twin.wait",
            "RMB_WAIT_FOR_TWIN",
            "--wait-for-twin",
            Types.choice(Switch.class),
            "Auto",
            RESTART,
            "true",
            "What to do when the chain says that the account has no twin: wait until it has one (True), or say so and exit"
                    + " (False). Auto waits in Kubernetes and exits elsewhere.");

    /** The session id. */
    public static final Setting<Optional<String>> SESSION_ID = declare(
            "session.id",
            "RMB_SESSION_ID",
            "--session-id",
            Types.optional(Types.text(
                    "ID", "must be 1 to 63 letters, digits, dots, dashes or underscores", "[A-Za-z0-9._-]{1,63}")),
            null,
            RESTART,
            "bot-7d4b9",
            "Set it, differently, in each peer when several serve one twin: they then agree on one that takes requests."
                    + " Without it the peer is alone and uses the session without an id, as the reference does.");

    /** Nodes of the chain. */
    public static final Setting<List<URI>> CHAIN_URLS = declare(
            "chain.urls",
            "RMB_SUBSTRATE",
            "-s --substrate",
            Types.list(
                    8,
                    ",",
                    "URL",
                    Types.CHAIN_RULE,
                    text -> Types.parseUrl(text, Set.of("ws", "wss"), Types.CHAIN_RULE)),
            "wss://tfchain.grid.tf:443",
            RESTART,
            "wss://tfchain.dev.grid.tf:443",
            "tfchain nodes; the next one is asked when one fails. Repeat the option, or separate by commas.");

    /** May the peer write. */
    public static final Setting<Boolean> CHAIN_UPDATE = declare(
            "chain.update",
            "RMB_CHAIN_UPDATE",
            "",
            Types.flag(),
            "true",
            RESTART,
            "false",
            "Write relays and encryption key of the twin to the chain at start when they differ. --no-update is false;"
                    + " injected peers never write, the operator does.");

    /** How long a write may take. */
    public static final Setting<Duration> CHAIN_UPDATE_TIMEOUT = declare(
            "chain.updateTimeout",
            "RMB_CHAIN_UPDATE_TIMEOUT",
            "--update-timeout",
            Types.time(Duration.ofSeconds(5), Duration.ofMinutes(10)),
            "2m",
            RESTART,
            "2m",
            "How long to wait for the chain to finalize that write; the peer serves meanwhile.");

    /** How long a look-up may take. */
    public static final Setting<Duration> CHAIN_TIMEOUT = declare(
            "chain.timeout",
            "RMB_CHAIN_TIMEOUT",
            "--chain-timeout",
            Types.time(Duration.ofMillis(500), Duration.ofMinutes(1)),
            "10s",
            RESTART,
            "10s",
            "How long a twin look-up may take before the caller gets an error.");

    /** Twins kept over restarts. */
    public static final Setting<Optional<Path>> SNAPSHOT_FILE = declare(
            "chain.snapshotFile",
            "RMB_SNAPSHOT_FILE",
            "--snapshot-file",
            Types.optional(Types.path()),
            null,
            RESTART,
            "/var/lib/rmb/twins.snapshot",
            "Where known twins are kept, so that the peer can start and serve while the chain is down.");

    /** The relays. */
    public static final Setting<List<RelayUrl>> RELAYS = declare(
            "relays",
            "RMB_RELAYS",
            "--relay",
            Types.list(4, ",", "RELAY", Types.RELAY_RULE, Types::relay),
            "wss://relay.grid.tf",
            RELOAD,
            "wss://relay.dev.grid.tf",
            "One to four relays, all used at once: a host name, a URL, or DOMAIN=URL when the domain on the chain is not"
                    + " where it is reached. Repeat the option, or separate by commas.");

    /** Own certificates. */
    public static final Setting<Optional<Path>> CA_FILE = declare(
            "tls.caFile",
            "RMB_CA_FILE",
            "--ca-file",
            Types.optional(Types.path()),
            null,
            RESTART,
            "/etc/rmb/ca.pem",
            "PEM certificates that are trusted for relays and chain besides the system's. The file's content can change while"
                    + " the peer runs.");

    /** The local Redis. */
    public static final Setting<String> REDIS_URL = declare(
            "redis.url",
            "RMB_REDIS_URL",
            "-r --redis",
            Types.one("URL", Types.REDIS_RULE, Types::redis),
            "redis://localhost:6379",
            RESTART,
            "redis://localhost:6379",
            "The Redis that apps push to and pop from; 6.2 or newer. redis://, rediss:// (TLS) or unix://PATH."
                    + " It may hold a password, so it is never shown.");

    /** Others at the same Redis. */
    public static final Setting<Boolean> REDIS_SHARED = declare(
            "redis.shared",
            "RMB_REDIS_SHARED",
            "--redis-shared",
            Types.flag(),
            "false",
            RESTART,
            "true",
            "True when other peers of the twin use the same Redis. Each then needs a session id of its own, and requests that"
                    + " wait for their handler are left to the others at shutdown instead of being answered with an Error.");

    /** Plain text or not. */
    public static final Setting<Encryption> ENCRYPTION = declare(
            "encryption",
            "RMB_ENCRYPTION",
            "--encryption",
            Types.choice(Encryption.class),
            "Preferred",
            RELOAD,
            "Required",
            "Preferred encrypts to every twin that has a key; Required refuses plain text in both directions.");

    /** Commands served here. */
    public static final Setting<List<CommandRule>> COMMANDS = declare(
            "commands",
            "RMB_COMMANDS",
            "--command",
            Types.list(64, "\\s+", "RULE", CommandRuleText.RULE, CommandRuleText::parse),
            "",
            RELOAD,
            "calc.*;allow=7,8;maxPayload=64KiB;maxPending=100",
            "Rules for the commands served here, the first that fits counts. In YAML also as maps with name, allowTwins,"
                    + " denyTwins, maxPayload, maxPending. Repeat the option, or separate by blanks.");

    /** Commands without a rule. */
    public static final Setting<Undeclared> UNDECLARED = declare(
            "undeclaredCommands",
            "RMB_UNDECLARED_COMMANDS",
            "--undeclared-commands",
            Types.choice(Undeclared.class),
            "Accept",
            RELOAD,
            "Reject",
            "What happens to requests for a command without a rule.");

    /** Largest payload. */
    public static final Setting<Integer> MAX_PAYLOAD = declare(
            "limits.maxPayload",
            "RMB_MAX_PAYLOAD",
            "--max-payload",
            Types.size(1024, MAX_PAYLOAD_CEILING),
            "1MiB",
            RESTART,
            "256KiB",
            "Largest payload sent or taken, decoded. Larger ones get an error.");

    /** Entries of a command's list. */
    public static final Setting<Integer> QUEUE_LENGTH = declare(
            "queues.maxLength",
            "RMB_QUEUE_MAX_LENGTH",
            "--queue-max-length",
            Types.number(1, 1_000_000),
            "10000",
            RELOAD,
            "1000",
            "Requests that may wait in the list of a command.");

    /** What a full list does. */
    public static final Setting<Overflow> QUEUE_OVERFLOW = declare(
            "queues.overflow",
            "RMB_QUEUE_OVERFLOW",
            "--queue-overflow",
            Types.choice(Overflow.class),
            "RejectNew",
            RELOAD,
            "DropOldest",
            "What happens when the list of a command is full: the new request is answered with an Error, or the oldest is"
                    + " dropped.");

    /** Requests under way. */
    public static final Setting<Integer> IN_FLIGHT = declare(
            "limits.maxInFlight",
            "RMB_MAX_IN_FLIGHT",
            "--max-in-flight",
            Types.number(16, 65536),
            "1024",
            RESTART,
            "1024",
            "Messages taken from Redis and not yet confirmed by a relay; more wait in Redis.");

    /** Idle answer lists. */
    public static final Setting<Duration> RET_IDLE = declare(
            "redis.replyIdle",
            "RMB_REPLY_IDLE",
            "--reply-idle",
            Types.time(Duration.ofSeconds(10), Duration.ofHours(168)),
            "1h",
            RESTART,
            "1h",
            "A ret list that nobody reads for so long is deleted.");

    /** Dead letters kept. */
    public static final Setting<Integer> DEAD_LETTERS = declare(
            "redis.deadLetters",
            "RMB_DEAD_LETTERS",
            "--dead-letters",
            Types.number(0, 100_000),
            "1000",
            RESTART,
            "1000",
            "Dead letters kept; the oldest beyond it are dropped.");

    /** How much is logged. */
    public static final Setting<Level> LOG_LEVEL = declare(
            "log.level",
            "RMB_LOG_LEVEL",
            "--log-level",
            Types.choice(Level.class),
            "Info",
            RELOAD,
            "Debug",
            "How much the peer logs; -d is Debug. Never payloads or secrets.");

    /** How it is logged. */
    public static final Setting<Format> LOG_FORMAT = declare(
            "log.format",
            "RMB_LOG_FORMAT",
            "--log-format",
            Types.choice(Format.class),
            "Auto",
            RESTART,
            "Json",
            "Auto writes text to a terminal and JSON elsewhere.");

    /** Where the management port listens. */
    public static final Setting<String> MANAGEMENT_HOST = declare(
            "management.host",
            "RMB_MANAGEMENT_HOST",
            "--management-host",
            Types.text("HOST", "must be a host name or an IP address", "[A-Za-z0-9.:_-]{1,253}"),
            "127.0.0.1",
            RESTART,
            "0.0.0.0",
            "Where health, metrics and status are served; 0.0.0.0 in a pod, since kubelet probes cannot reach loopback.");

    /** The management port. */
    public static final Setting<Optional<Integer>> MANAGEMENT_PORT = declare(
            "management.port",
            "RMB_MANAGEMENT_PORT",
            "--management-port",
            Types.optional(Types.number(0, 65535)),
            null,
            RESTART,
            "8970",
            "The port of health, metrics and status. Not set: 8970, or any free port when that is taken; 0: any free port.");

    /** How long stopping may take. */
    public static final Setting<Duration> SHUTDOWN_TIMEOUT = declare(
            "shutdown.timeout",
            "RMB_SHUTDOWN_TIMEOUT",
            "--shutdown-timeout",
            Types.time(Duration.ofMillis(500), Duration.ofMinutes(10)),
            "10s",
            RESTART,
            "10s",
            "How long the drain after SIGTERM may take. Keep it below the pod's grace period.");

    /** All of them, in the order of the reference page. */
    public static final List<Setting<?>> ALL = Collections.unmodifiableList(DECLARED);

    private Settings() {}

    private static <T> Setting<T> declare(
            String key,
            String env,
            String options,
            ValueType<T> type,
            @Nullable String defaultText,
            Setting.Effect effect,
            String example,
            String meaning) {
        List<String> names = options.isEmpty() ? List.of() : Arrays.asList(options.split(" "));
        List<String> defaults = defaultText == null || defaultText.isEmpty() ? List.of() : List.of(defaultText);
        Setting<T> setting = new Setting<>(key, env, names, type, defaults, effect, false, example, meaning);
        DECLARED.add(setting);
        return setting;
    }

    private static <T> Setting<T> secret(String key, String env, String options, ValueType<T> type, String meaning) {
        Setting<T> setting = new Setting<>(
                key, env, Arrays.asList(options.split(" ")), type, List.of(), RESTART, true, null, meaning);
        DECLARED.add(setting);
        return setting;
    }
}
