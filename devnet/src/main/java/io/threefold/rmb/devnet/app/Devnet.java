package io.threefold.rmb.devnet.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.threefold.rmb.devnet.chain.Chain;
import io.threefold.rmb.devnet.chain.ChainImage;
import io.threefold.rmb.devnet.chain.ChainListener;
import io.threefold.rmb.devnet.chain.ChainSpec;
import io.threefold.rmb.devnet.chain.ChainStore;
import io.threefold.rmb.devnet.chain.PrivilegedAction;
import io.threefold.rmb.devnet.chain.RelayRule;
import io.threefold.rmb.devnet.chain.TwinRecord;
import io.threefold.rmb.devnet.rpc.ChainServer;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.protocol.relay.RelayAddress;
import io.threefold.rmb.relay.RelayHealth;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in chain, a relay that reads its twins there, and a Redis for it. {@link #start} and {@link #close} block for
 * seconds at most: not for event loops.
 */
public final class Devnet implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Devnet.class);
    private static final long DEADLINE_SECONDS = 20;
    private static final int SALT_BYTES = 16;

    /** A million TFT for each funded account. */
    private static final BigInteger FUNDS = BigInteger.TEN.pow(13);

    private final Vertx vertx;
    private final DevnetSettings settings;
    private final Deque<Closing> closing = new ArrayDeque<>();
    private List<TwinRecord> twins = List.of();
    private @Nullable ChainServer chain;
    private @Nullable RelayPart relay;
    private @Nullable RedisProcess redis;
    private @Nullable LocalCa ca;
    private @Nullable String redisUrl;

    private record Closing(String what, Action action) {}

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    private Devnet(Vertx vertx, DevnetSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /**
     * Starts everything and returns when it serves.
     *
     * @param meters gets the metrics of chain and relay
     * @throws DevnetException when a part cannot start; nothing stays behind then
     */
    public static Devnet start(DevnetSettings settings, Vertx vertx, MeterRegistry meters, InstantSource clock)
            throws DevnetException {
        Devnet devnet = new Devnet(vertx, settings);
        try {
            devnet.begin(meters, clock);
            return devnet;
        } catch (DevnetException | RuntimeException e) {
            devnet.close();
            throw e;
        }
    }

    private void begin(MeterRegistry meters, InstantSource clock) throws DevnetException {
        RelayRule rule = settings.laxRelayAddresses() ? RelayRule.LAX : Devnet::validOnChain;
        if (settings.twins() != null) {
            twins = new TwinsFile(rule, settings.domains()).read(settings.twins());
        }
        ChainServer server = startChain(rule, clock);
        Runnable unbind = ChainMetric.bind(meters, server::status);
        closing.push(new Closing("the metrics", unbind::run));
        if (settings.relayPort() == null) {
            return;
        }
        Path work = workDirectory();
        if (settings.redisUrl() == null) {
            RedisProcess started = RedisProcess.start(work.resolve("redis"), settings.data() != null);
            redis = started;
            closing.push(new Closing("Redis", started::close));
            redisUrl = started.url();
        } else {
            redisUrl = settings.redisUrl();
        }
        if (settings.tls() instanceof DevnetSettings.Tls.Generated) {
            ca = LocalCa.prepare(work.resolve("tls"), settings.domains(), clock);
        }
        RelayPart part = RelayPart.start(settings, ca, redisUrl, chainUrl(), vertx, meters, clock);
        relay = part;
        closing.push(new Closing("the relay", part::close));
    }

    private ChainServer startChain(RelayRule rule, InstantSource clock) throws DevnetException {
        ChainStore store = null;
        ChainSpec spec;
        ChainImage image = null;
        try {
            spec = spec();
            if (settings.data() != null) {
                store = ChainStore.open(settings.data());
                closing.push(new Closing("the data directory", store::close));
                if (store.image() == null) {
                    store.begin(spec);
                }
                image = store.image();
            }
        } catch (IOException e) {
            throw new DevnetException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new DevnetException(settings.twins() + ": " + e.getMessage(), e);
        }
        ChainImage from = image;
        ChainServer.Journal journal = store == null ? ChainServer.Journal.NONE : store::append;
        ChainServer.Settings how = new ChainServer.Settings(
                "RMB Devnet",
                settings.host(),
                settings.chainPort(),
                settings.blockTime(),
                settings.inclusionDelay(),
                settings.finalityDelay(),
                ChainServer.Settings.defaults("", 0).maxConnections());
        ChainServer server = new ChainServer(how, listener -> chain(spec, from, rule, clock, listener), journal, clock);
        closing.push(new Closing("the chain", () -> await(server.stop(vertx).toCompletionStage())));
        try {
            await(server.start(vertx).toCompletionStage());
        } catch (ExecutionException e) {
            throw new DevnetException(
                    "the chain cannot listen on " + settings.host() + ":" + settings.chainPort() + " (" + reason(e)
                            + "): give another --chain-port",
                    e);
        } catch (TimeoutException | InterruptedException e) {
            throw interrupted("the chain", e);
        }
        chain = server;
        return server;
    }

    private Chain chain(
            ChainSpec spec, @Nullable ChainImage image, RelayRule rule, InstantSource clock, ChainListener listener) {
        if (image == null) {
            return new Chain(spec, Signatures::verify, rule, clock, listener);
        }
        Chain restored = new Chain(image, Signatures::verify, rule, clock, listener);
        for (TwinRecord twin : twins) {
            if (!restored.hasTwin(twin.account())) {
                restored.request(new PrivilegedAction.Fund(twin.account(), FUNDS));
                restored.request(new PrivilegedAction.AddTwin(twin.account(), twin.relay(), twin.pk()));
            }
        }
        for (AccountId account : settings.funded()) {
            if (restored.balance(account).signum() == 0) {
                restored.request(new PrivilegedAction.Fund(account, FUNDS));
            }
        }
        return restored;
    }

    private ChainSpec spec() {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Map<AccountId, BigInteger> balances = new HashMap<>();
        DevAccounts.all().forEach(account -> balances.put(account, FUNDS));
        twins.forEach(twin -> balances.put(twin.account(), FUNDS));
        settings.funded().forEach(account -> balances.put(account, FUNDS));
        return new ChainSpec(salt, balances, twins);
    }

    private Path workDirectory() throws DevnetException {
        try {
            Path data = settings.data();
            if (data != null) {
                return Files.createDirectories(data);
            }
            Path temporary = Files.createTempDirectory("rmb-devnet-");
            closing.push(new Closing("temporary files", () -> deleteTree(temporary)));
            return temporary;
        } catch (IOException e) {
            throw new DevnetException("cannot make a working directory: " + e.getMessage(), e);
        }
    }

    /** Where clients reach the chain. */
    public String chainUrl() {
        ChainServer server = chain;
        return "ws://" + reachable(settings.host()) + ":" + (server == null ? 0 : server.port());
    }

    /** Where clients reach the relay; null without one. */
    public @Nullable String relayUrl() {
        RelayPart part = relay;
        if (part == null) {
            return null;
        }
        // A certificate names hosts, so wss is offered by name.
        String host = settings.tls() == null ? reachable(settings.host()) : "localhost";
        return (settings.tls() == null ? "ws://" : "wss://") + host + ":" + part.port();
    }

    /** The Redis the relay uses; null without a relay. */
    public @Nullable String redisUrl() {
        return redisUrl;
    }

    /** The CA clients of the relay must trust, when it was made here. */
    public @Nullable Path caFile() {
        return ca == null ? null : ca.ca();
    }

    /** What the chain does. */
    public ChainServer.Status chainStatus() {
        ChainServer server = chain;
        return server == null
                ? new ChainServer.Status("", 0, 0, 0, 0, 0, 0, "the chain is not started")
                : server.status();
    }

    /** How the relay is; null without one. */
    public @Nullable RelayHealth relayHealth() {
        RelayPart part = relay;
        return part == null ? null : part.health();
    }

    /** Whether an embedded Redis, if there is one, runs. */
    public boolean redisRuns() {
        RedisProcess process = redis;
        return process == null || process.isAlive();
    }

    /** The twins it was told to begin with. */
    List<TwinRecord> twins() {
        return List.copyOf(twins);
    }

    /** Stops everything, the relay first and Redis after it. */
    @Override
    public synchronized void close() {
        while (!closing.isEmpty()) {
            Closing next = closing.pop();
            try {
                next.action().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                log.warn("{} did not stop cleanly: {}", next.what(), e.toString());
            }
        }
    }

    static <T> T await(CompletionStage<T> stage) throws ExecutionException, TimeoutException, InterruptedException {
        return stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** What went wrong on the other thread. */
    static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    static DevnetException interrupted(String what, Exception cause) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new DevnetException("interrupted while " + what + " was starting", cause);
        }
        return new DevnetException(what + " was not ready within " + DEADLINE_SECONDS + " s", cause);
    }

    private static boolean validOnChain(byte[] relay) {
        return RelayAddress.isValidOnChain(new String(relay, StandardCharsets.ISO_8859_1));
    }

    private static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    }

    private static void deleteTree(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (var walk = Files.walk(directory)) {
            walk.forEach(paths::add);
        }
        for (Path path : paths.reversed()) {
            Files.deleteIfExists(path);
        }
    }
}
