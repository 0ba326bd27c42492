package io.threefold.rmb.peer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.threefold.rmb.peer.catalogue.Metric;
import io.threefold.rmb.peer.catalogue.Metrics;
import io.threefold.rmb.peer.catalogue.StatusFields;
import io.threefold.rmb.peer.link.ScriptedRelay;
import io.threefold.rmb.peer.status.PeerMeters;
import io.threefold.rmb.peer.store.TestRedis;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole peer but for the framework: real Redis, a scripted relay, no chain. */
class PeerProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final TestRedis redis = new TestRedis();
    private final AtomicReference<String> left = new AtomicReference<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient http = HttpClient.newHttpClient();
    private ScriptedRelay relay;
    private HttpServer server;
    private PeerProcess process;
    private Path secret;
    private Path config;

    @BeforeEach
    void start() throws Exception {
        AccountId account;
        try (Identity identity = Identity.fromSecret("//Alice".getBytes(StandardCharsets.UTF_8), KeyType.SR25519)) {
            account = identity.account();
        }
        relay = new ScriptedRelay(vertx, "localhost", account);
        secret = Files.writeString(folder.resolve("mnemonic"), "//Alice");
        config = Files.createDirectory(folder.resolve("config"));
        generation("one", "log: {level: Debug}\n");
        Launch launch = launch();
        process = new PeerProcess(
                launch,
                new PeerMeters(registry),
                InstantSource.system(),
                (configuration, meters, heartbeats, exit) -> new PeerEngine(new PeerEngine.Parts(
                        launch.settings(), launch.identity(), vertx, meters, heartbeats, InstantSource.system(), exit)),
                (code, line) -> left.set(code + " " + line));
        Router router = Router.router(vertx);
        ManagementRoutes.install(router, () -> process);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private Launch launch() throws Exception {
        String[] arguments = {
            "--mnemonic-file",
            secret.toString(),
            "--config",
            config.toString(),
            "-r",
            redis.url(),
            "-s",
            "ws://127.0.0.1:1",
            "--relay",
            "localhost=ws://localhost:" + relay.port(),
            "--twin-id",
            "7",
            "--shutdown-timeout",
            "5s"
        };
        return Launch.of(Launch.source(arguments, Map.of()), Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        process.stop();
        relay.down();
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void healthFollowsRedisAndRelay() throws Exception {
        assertThat(process.health().started().up()).isFalse();
        assertThat(process.health().live().up()).isTrue();
        process.start();
        await().atMost(LIMIT).until(() -> process.health().started().up());
        await().atMost(LIMIT).until(() -> process.health().ready().up());
        redis.stop();
        await().atMost(LIMIT).until(() -> !process.health().ready().up());
        assertThat(process.health().live().up()).isTrue();
        redis.start();
        await().atMost(LIMIT).until(() -> process.health().ready().up());
        relay.down();
        await().atMost(LIMIT).until(() -> !process.health().ready().up());
        assertThat(process.health().started().up()).isTrue();
        relay.start();
        await().atMost(LIMIT).until(() -> process.health().ready().up());
    }

    @Test
    void aLongPollEndsWithTheChangeOfARelay() throws Exception {
        process.start();
        await().atMost(LIMIT).until(() -> process.health().ready().up());
        JsonObject before = status("");
        String since = before.getString("version");
        CompletableFuture<HttpResponse<String>> poll =
                http.sendAsync(request("?wait=50s&since=" + since), HttpResponse.BodyHandlers.ofString());
        await().atMost(LIMIT).until(() -> process.board().waiting() == 1);
        relay.down();
        JsonObject after = new JsonObject(poll.get(30, TimeUnit.SECONDS).body());
        assertThat(after.getString("version")).isNotEqualTo(since);
        assertThat(http.send(request("?wait=xx&since=a"), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(400);
        assertThat(http.send(HttpRequest.newBuilder(uri("")).DELETE().build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        relay.start();
    }

    @Test
    void statusHasItsShapeAndNoSecret() throws Exception {
        process.start();
        await().atMost(LIMIT).until(() -> process.health().ready().up());
        JsonObject status = status("");
        Set<String> paths = new TreeSet<>();
        paths("", status, paths);
        paths.removeIf(path -> path.startsWith("counters.messages.") || path.startsWith("counters.rejected."));
        paths.add("counters.messages");
        paths.add("counters.rejected");
        assertThat(paths).isEqualTo(new TreeSet<>(StatusFields.all().keySet()));
        assertThat(status.getJsonObject("twin").getLong("id")).isEqualTo(7);
        JsonArray relays = status.getJsonArray("relays");
        assertThat(relays).hasSize(1);
        assertThat(relays.getJsonObject(0).getString("state")).isEqualTo("open");
        assertThat(status.getJsonObject("redis").getBoolean("connected")).isTrue();
        assertThat(status.getJsonObject("redis").getString("version")).startsWith("6.");
        assertThat(status.encode()).doesNotContain("Alice", secret.toString(), "eyJ", redis.url());
    }

    @Test
    void onlyCataloguedMetricsAppear() throws Exception {
        process.start();
        await().atMost(LIMIT).until(() -> process.health().ready().up());
        Set<String> declared = Metrics.all().stream().map(Metric::name).collect(Collectors.toSet());
        Set<String> seen = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            assertThat(declared).contains(meter.getId().getName());
            seen.add(meter.getId().getName());
        }
        assertThat(seen).hasSizeGreaterThan(15);
        String text = registry.scrape();
        for (Metric metric : Metrics.all()) {
            if (seen.contains(metric.name())) {
                assertThat(text).contains("\n" + metric.prometheusName());
            }
        }
    }

    @Test
    void aSwappedConfigFolderIsAppliedWithoutRestart() throws Exception {
        process.start();
        await().atMost(LIMIT).until(() -> process.health().ready().up());
        String before = status("").getJsonObject("config").getString("hash");
        generation("two", "undeclaredCommands: Reject\nsession: {id: changed}\nlog: {level: Info}\n");
        await().atMost(LIMIT)
                .until(() -> !before.equals(status("").getJsonObject("config").getString("hash")));
        assertThat(status("").getJsonObject("config").getJsonArray("restartNeeded"))
                .isEqualTo(new JsonArray(List.of("session.id")));
        assertThat(registry.get("rmb.config.reloads").counter().count()).isEqualTo(1);
        generation("three", "undeclaredCommands: Nonsense\n");
        await().atMost(LIMIT).until(() -> status("").getJsonObject("config").getString("problem") != null);
        assertThat(status("").getJsonObject("config").getString("problem"))
                .contains("undeclaredCommands")
                .doesNotContain("Nonsense");
        generation("four", "undeclaredCommands: Accept\n");
        await().atMost(LIMIT).until(() -> status("").getJsonObject("config").getString("problem") == null);
        assertThat(status("").getJsonObject("config").getJsonArray("restartNeeded"))
                .isEmpty();
        assertThat(process.health().ready().up()).isTrue();
    }

    @Test
    void anotherKeyInTheMnemonicFileNeedsARestart() throws Exception {
        process.start();
        Files.writeString(secret, "//Bob ");
        await().atMost(LIMIT)
                .until(() -> status("")
                        .getJsonObject("config")
                        .getJsonArray("restartNeeded")
                        .contains("identity.mnemonicFile"));
        Files.writeString(secret, "//Alice\n\n");
        await().atMost(LIMIT)
                .until(() -> status("")
                        .getJsonObject("config")
                        .getJsonArray("restartNeeded")
                        .isEmpty());
    }

    @Test
    void stoppingAnswersWhatWaitsAndClosesTheSession() throws Exception {
        process.start();
        await().atMost(LIMIT).until(() -> process.health().ready().up());
        process.stop();
        assertThat(relay.sessions).isEmpty();
        assertThat(left.get()).isNull();
    }

    private static void paths(String prefix, Object value, Set<String> paths) {
        if (value instanceof JsonObject object) {
            object.forEach(entry ->
                    paths(prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(), entry.getValue(), paths));
        } else if (value instanceof JsonArray array && !array.isEmpty() && array.getValue(0) instanceof JsonObject) {
            array.forEach(entry -> paths(prefix + "[]", entry, paths));
        } else {
            paths.add(prefix);
        }
    }

    /** Swaps the folder's content as Kubernetes does: one rename of the {@code ..data} link. */
    private void generation(String name, String text) throws Exception {
        Path generation = Files.createDirectory(config.resolve(".." + name));
        Files.writeString(generation.resolve("peer.yaml"), text);
        Path link = Files.createSymbolicLink(config.resolve("..data_tmp"), generation.getFileName());
        Files.move(
                link,
                config.resolve("..data"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Path file = config.resolve("peer.yaml");
        if (!Files.isSymbolicLink(file)) {
            Files.createSymbolicLink(file, Path.of("..data", "peer.yaml"));
        }
    }

    private URI uri(String query) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/status" + query);
    }

    private HttpRequest request(String query) {
        return HttpRequest.newBuilder(uri(query)).build();
    }

    private JsonObject status(String query) throws Exception {
        return new JsonObject(
                http.send(request(query), HttpResponse.BodyHandlers.ofString()).body());
    }
}
