package io.threefold.rmb.relay.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set on the relay program, on the command line, in the environment or in a file. Where a value is
 * given more than once, the command line goes before the environment, and the environment before the file.
 */
public enum RelayOption {
    DOMAIN(
            List.of("--domain"),
            "RMB_RELAY_DOMAIN",
            null,
            "relay.example",
            "Domains under which twins register this relay, separated by commas. Required."),
    REDIS(
            List.of("-r", "--redis"),
            "RMB_RELAY_REDIS",
            "redis://localhost:6379",
            "redis://host:6379",
            "Redis 6.2 or newer: redis://[user:password@]host:port[/database], rediss:// or redis-sentinel://."),
    REDIS_PREFIX(
            List.of("--redis-prefix"),
            "RMB_RELAY_REDIS_PREFIX",
            "rmb:relay:",
            "rmb:relay:",
            "What all keys begin with. Relays that share a Redis and a prefix act as one relay."),
    REDIS_TIMEOUT(
            List.of("--redis-timeout"),
            "RMB_RELAY_REDIS_TIMEOUT",
            "20s",
            "20s",
            "How long a message may wait for Redis, a restart of Redis included."),
    LEASE(
            List.of("--lease"),
            "RMB_RELAY_LEASE",
            "30s",
            "30s",
            "How long sessions of a killed process count as connected."),
    CHAIN(
            List.of("-s", "--substrate"),
            "RMB_RELAY_CHAIN",
            "wss://tfchain.grid.tf",
            "wss://node.example",
            "tfchain nodes, ws:// or wss://, separated by commas; tried in this order."),
    TWIN_CACHE(
            List.of("--twin-cache"),
            "RMB_RELAY_TWIN_CACHE",
            "",
            "/var/lib/rmb-relay/twins",
            "File in which known twins are kept, so that the relay can start while the chain is down. Empty for none."),
    LISTEN(
            List.of("-l", "--listen"),
            "RMB_RELAY_LISTEN",
            "0.0.0.0:8080",
            "0.0.0.0:443",
            "Address and port for peers and other relays; port 0 for any that is free."),
    TLS_CERTIFICATE(
            List.of("--tls-certificate"),
            "RMB_RELAY_TLS_CERTIFICATE",
            "",
            "/etc/rmb-relay/tls.crt",
            "PEM file with the certificate chain. With it the relay serves wss:// and https://, without it ws:// and http://."),
    TLS_KEY(
            List.of("--tls-key"),
            "RMB_RELAY_TLS_KEY",
            "",
            "/etc/rmb-relay/tls.key",
            "PEM file with the certificate's private key."),
    MANAGEMENT(
            List.of("--management"),
            "RMB_RELAY_MANAGEMENT",
            "127.0.0.1:8971",
            "0.0.0.0:8971",
            "Address and port for /q/health and /q/metrics; read-only."),
    ROUTE(
            List.of("--route"),
            "RMB_RELAY_ROUTE",
            "",
            "other.example=http://10.0.0.7:8080/",
            "Where other relays are reached when it is not https://<domain>/: domain=URL, separated by commas."),
    FEDERATION_CA(
            List.of("--federation-ca"),
            "RMB_RELAY_FEDERATION_CA",
            "",
            "/etc/ssl/other-relays.pem",
            "PEM file with the CAs that other relays' certificates are checked against. Empty for the system's."),
    FEDERATION_TIMEOUT(
            List.of("--federation-timeout"),
            "RMB_RELAY_FEDERATION_TIMEOUT",
            "10s",
            "10s",
            "How long one attempt to pass a message to another relay may take."),
    LIMIT(
            List.of("--limit"),
            "RMB_RELAY_LIMIT",
            "0,0",
            "12000,104857600",
            "Messages and bytes that a twin may send per minute, over all its sessions of this process; 0 for any number."),
    MAX_MESSAGE(
            List.of("--max-message"),
            "RMB_RELAY_MAX_MESSAGE",
            "2097152",
            "2097152",
            "Bytes of the largest envelope, 4096 to 16777216. A session that sends a larger one is ended."),
    MAX_SESSIONS(
            List.of("--max-sessions"),
            "RMB_RELAY_MAX_SESSIONS",
            "20000",
            "20000",
            "Sessions of this process; more are answered with status 503."),
    QUEUE_LENGTH(
            List.of("--queue-length"),
            "RMB_RELAY_QUEUE_LENGTH",
            "10000",
            "10000",
            "Messages that may wait for one session."),
    QUEUE_OVERFLOW(
            List.of("--queue-overflow"),
            "RMB_RELAY_QUEUE_OVERFLOW",
            "reject-new",
            "drop-oldest",
            "What happens beyond that: reject-new (the sender is told) or drop-oldest (silently, as reference relays do)."),
    QUEUE_KEEP(
            List.of("--queue-keep"),
            "RMB_RELAY_QUEUE_KEEP",
            "1h",
            "1h",
            "How long messages for a session outlive its last use."),
    LOG_LEVEL(
            List.of("--log-level"),
            "RMB_RELAY_LOG_LEVEL",
            "info",
            "debug",
            "error, warn, info, debug or trace. -d on the command line is short for debug."),
    LOG_FORMAT(
            List.of("--log-format"),
            "RMB_RELAY_LOG_FORMAT",
            "auto",
            "json",
            "json, text, or auto: text on a terminal, JSON elsewhere.");

    private final List<String> names;
    private final String environment;
    private final @Nullable String fallback;
    private final String example;
    private final String meaning;

    RelayOption(List<String> names, String environment, @Nullable String fallback, String example, String meaning) {
        this.names = names;
        this.environment = environment;
        this.fallback = fallback;
        this.example = example;
        this.meaning = meaning;
    }

    /** As written on the command line, the long name last. */
    public List<String> names() {
        return names;
    }

    /** The long name. */
    public String longName() {
        return names.getLast();
    }

    /** The name in a configuration file: the long name without its dashes. */
    public String fileKey() {
        return longName().substring(2);
    }

    /** The environment variable. */
    public String environment() {
        return environment;
    }

    /** What it is when nobody says; null when somebody has to. */
    public @Nullable String fallback() {
        return fallback;
    }

    /** A value as users would write it. */
    public String example() {
        return example;
    }

    /** One or two sentences for users. */
    public String meaning() {
        return meaning;
    }
}
