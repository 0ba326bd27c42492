package io.threefold.rmb.devnet.app;

import io.threefold.rmb.protocol.identity.AccountId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code rmb devnet}. */
@Command(
        name = "rmb devnet",
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "A stand-in tfchain, a relay and a Redis for it, in one process: to try RMB and to test against.",
        description = {
            "",
            "Everything listens on loopback and, unless --data is given, is forgotten at the end. The chain knows the"
                    + " usual development accounts (//Alice to //Ferdie), with money.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  rmb devnet --twins twins.yaml --data state",
            "  rmb devnet --tls --relay-port 443          # wss://localhost, for clients that insist on it",
            "",
            "twins.yaml: a list of {id, mnemonic | seed | account, keyType, relays, pk}, for example",
            "  - {id: 7, mnemonic: \"twelve words …\", keyType: sr25519, relays: [localhost]}"
        })
final class DevnetOptions {
    /** How lines of the log look. */
    enum LogFormat {
        text,
        json
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Interface to listen on (default: ${DEFAULT-VALUE}). Other than loopback lets others in: the"
                    + " keys of this chain are public.")
    private String host;

    @Option(
            names = "--chain-port",
            paramLabel = "PORT",
            defaultValue = "9944",
            description = "Port of the chain's JSON-RPC; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int chainPort;

    @Option(
            names = "--relay-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of the relay; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int relayPort;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            defaultValue = "8971",
            description = "Port of /q/health and /q/metrics; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(names = "--no-relay", description = "Only the chain: no relay, no Redis.")
    private boolean noRelay;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "localhost",
            description = "Domain under which twins register this relay; may be repeated (default: ${DEFAULT-VALUE}).")
    private List<String> domains;

    @Option(
            names = "--route",
            paramLabel = "DOMAIN=URL",
            description =
                    "Where the relay of another domain is, instead of https://DOMAIN/; may be repeated. Lets several"
                            + " relays live on one host.")
    private Map<String, URI> routes = new LinkedHashMap<>();

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "Redis 6.2 or newer for the relay (default: an embedded one, which ends with this process).")
    private @Nullable String redis;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keep chain, relay messages and certificate here; a later start goes on where this one ended.")
    private @Nullable Path data;

    @Option(names = "--twins", paramLabel = "FILE", description = "Twins to begin with, YAML or JSON (see below).")
    private @Nullable Path twins;

    @Option(
            names = "--fund",
            paramLabel = "SS58",
            split = ",",
            description =
                    "Accounts that get a million TFT; those of --twins and the development accounts have it anyway.")
    private List<String> fund = new ArrayList<>();

    @Option(
            names = "--lax-relay-addresses",
            description = "Twins may register relays with port and scheme (localhost:8080, ws:/localhost:8080), as the"
                    + " TypeScript client does. No real chain takes them.")
    private boolean lax;

    @Option(names = "--tls", description = "Serve wss at the relay, with a certificate and a CA made here.")
    private boolean tls;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve wss with this certificate chain (PEM); needs --tls-key.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key (PEM, PKCS#8).")
    private @Nullable Path tlsKey;

    @Option(names = "--ca", paramLabel = "FILE", description = "CAs (PEM) to trust for relays given by --route.")
    private @Nullable Path ca;

    @Option(
            names = "--block-time",
            paramLabel = "MS",
            defaultValue = "5000",
            description = "Longest time between blocks, at most 6000 (default: ${DEFAULT-VALUE}).")
    private long blockTime;

    @Option(
            names = "--inclusion-delay",
            paramLabel = "MS",
            defaultValue = "250",
            description = "From a submitted extrinsic to its block (default: ${DEFAULT-VALUE}).")
    private long inclusionDelay;

    @Option(
            names = "--finality-delay",
            paramLabel = "MS",
            defaultValue = "500",
            description = "From a block to its finality, at least 200: the TypeScript client can hang below (default:"
                    + " ${DEFAULT-VALUE}).")
    private long finalityDelay;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private LogFormat logFormat;

    @Option(
            names = {"-d", "--debug"},
            description = "Log more.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    private boolean help;

    /** Reads options; picocli's exceptions have texts for users. */
    static DevnetOptions parse(String... arguments) {
        DevnetOptions options = new DevnetOptions();
        new CommandLine(options)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .parseArgs(arguments);
        return options;
    }

    boolean help() {
        return help;
    }

    String host() {
        return host;
    }

    int managementPort() {
        return managementPort;
    }

    boolean json() {
        return logFormat == LogFormat.json;
    }

    boolean debug() {
        return debug;
    }

    /** The text of {@code --help}. */
    static String usage() {
        return new CommandLine(new DevnetOptions()).getUsageMessage();
    }

    /** @throws ParameterException when options do not fit together */
    DevnetSettings settings() {
        port("--chain-port", chainPort);
        port("--relay-port", relayPort);
        port("--management-port", managementPort);
        milliseconds("--block-time", blockTime, 100, 6000);
        milliseconds("--inclusion-delay", inclusionDelay, 0, 6000);
        milliseconds("--finality-delay", finalityDelay, 200, 60_000);
        readable("--twins", twins);
        readable("--ca", ca);
        return new DevnetSettings(
                host,
                chainPort,
                noRelay ? null : relayPort,
                domains,
                lowerCase(routes),
                tls(),
                ca,
                redis,
                data,
                twins,
                accounts(),
                lax,
                Duration.ofMillis(blockTime),
                Duration.ofMillis(inclusionDelay),
                Duration.ofMillis(finalityDelay));
    }

    private DevnetSettings.@Nullable Tls tls() {
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw wrong("--tls-cert and --tls-key go together");
        }
        if (tlsCertificate != null && tlsKey != null) {
            readable("--tls-cert", tlsCertificate);
            readable("--tls-key", tlsKey);
            return new DevnetSettings.Tls.Given(tlsCertificate, tlsKey);
        }
        return tls ? new DevnetSettings.Tls.Generated() : null;
    }

    private List<AccountId> accounts() {
        List<AccountId> accounts = new ArrayList<>();
        for (String ss58 : fund) {
            try {
                accounts.add(AccountId.fromSs58(ss58));
            } catch (IllegalArgumentException e) {
                throw wrong("--fund " + ss58 + ": not an SS58 address (" + e.getMessage() + ")");
            }
        }
        return accounts;
    }

    private static Map<String, URI> lowerCase(Map<String, URI> routes) {
        Map<String, URI> lower = new LinkedHashMap<>();
        routes.forEach((domain, url) -> lower.put(domain.toLowerCase(Locale.ROOT), url));
        return lower;
    }

    private void port(String option, int value) {
        if (value < 0 || value > 65_535) {
            throw wrong(option + " must be 0 to 65535");
        }
    }

    private void milliseconds(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw wrong(option + " must be " + least + " to " + most);
        }
    }

    private void readable(String option, @Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            throw wrong(option + ": " + file + " cannot be read");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
    }
}
