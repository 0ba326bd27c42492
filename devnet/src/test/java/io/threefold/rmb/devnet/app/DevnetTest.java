package io.threefold.rmb.devnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.Chain;
import io.threefold.rmb.tfchain.ChainTwinRegistry;
import io.threefold.rmb.tfchain.RegistrySettings;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.rpc.RpcSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevnetTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void servesTwinsToTheRegistryThatPeersUseAndKeepsThem() throws Exception {
        Path twins = Files.writeString(
                directory.resolve("twins.yaml"), "- {id: 7, mnemonic: //Alice, relays: [relay.grid.tf]}");
        DevnetSettings settings = DevnetSettings.onFreePorts()
                .withTwins(twins)
                .withData(directory.resolve("data"))
                .withTls(new DevnetSettings.Tls.Generated());
        String genesis;
        try (Devnet devnet = start(settings)) {
            genesis = devnet.chainStatus().genesisHash();
            assertThat(lookUp(devnet, account("//Alice"))).isInstanceOfSatisfying(TwinLookup.Found.class, found -> {
                assertThat(found.twin().id()).isEqualTo(7);
                assertThat(found.twin().relays()).containsExactly("relay.grid.tf");
            });
            assertThat(lookUp(devnet, account("//Bob"))).isInstanceOf(TwinLookup.Absent.class);
            assertThat(devnet.relayHealth().isReady()).isTrue();
            assertThat(devnet.redisRuns()).isTrue();
            // Somebody without a token: the relay itself answers, over TLS.
            URI relay = URI.create(devnet.relayUrl().replace("wss://", "https://"));
            assertThat(trusting(devnet.caFile())
                            .send(HttpRequest.newBuilder(relay).build(), BodyHandlers.discarding())
                            .statusCode())
                    .isBetween(400, 499);
            await().atMost(DEADLINE)
                    .until(() -> devnet.chainStatus().finalized() > 0
                            && meters.get("rmb.devnet.chain.block").gauge().value() > 0);
        }
        Files.writeString(twins, "- {mnemonic: //Alice}\n- {mnemonic: //Bob, keyType: sr25519}");
        try (Devnet devnet = start(settings)) {
            assertThat(devnet.chainStatus().genesisHash()).isEqualTo(genesis);
            assertThat(devnet.chainStatus().head()).isGreaterThan(1);
            assertThat(lookUp(devnet, account("//Bob"))).isInstanceOfSatisfying(TwinLookup.Found.class, found -> {
                assertThat(found.twin().id()).isEqualTo(8);
                assertThat(found.twin().relays()).containsExactly("localhost");
            });
            assertThatThrownBy(() -> start(settings)).hasMessageContaining("already uses the data directory");
        }
    }

    @Test
    void redisEndsWithUs() throws Exception {
        URI redis;
        try (Devnet devnet = start(DevnetSettings.onFreePorts())) {
            redis = URI.create(devnet.redisUrl());
            try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
                        .isEqualTo("+PONG");
            }
        }
        assertThatThrownBy(() -> new Socket(redis.getHost(), redis.getPort()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void chainAloneNeedsNoRedis() throws Exception {
        try (Devnet devnet = start(DevnetSettings.onFreePorts().withoutRelay())) {
            assertThat(devnet.relayUrl()).isNull();
            assertThat(devnet.redisUrl()).isNull();
            assertThat(devnet.relayHealth()).isNull();
            assertThat(devnet.chainStatus().failure()).isNull();
        }
    }

    @Test
    void saysWhatToDoWhenAPortIsTaken() throws Exception {
        try (Devnet first = start(DevnetSettings.onFreePorts().withoutRelay())) {
            int port = URI.create(first.chainUrl()).getPort();
            DevnetSettings same = DevnetOptions.parse("--no-relay", "--chain-port", Integer.toString(port))
                    .settings();
            assertThatThrownBy(() -> start(same))
                    .isInstanceOf(DevnetException.class)
                    .hasMessageContaining("--chain-port");
        }
    }

    @Test
    void laxDomainsAreWhatTheTypeScriptClientMakesOfOurUrl() {
        List<String> domains = RelayPart.domains(DevnetSettings.onFreePorts().withLaxRelayAddresses(), 8080);
        assertThat(domains).contains("localhost", "localhost:8080", "ws:/localhost:8080", "ws:/127.0.0.1:8080");
        assertThat(RelayPart.domains(DevnetSettings.onFreePorts(), 8080)).containsExactly("localhost");
    }

    private Devnet start(DevnetSettings settings) throws DevnetException {
        return Devnet.start(settings, vertx, meters, InstantSource.system());
    }

    private static AccountId account(String uri) {
        try (Identity identity = Identity.fromSecret(uri.getBytes(StandardCharsets.US_ASCII), KeyType.SR25519)) {
            return identity.account();
        }
    }

    private TwinLookup lookUp(Devnet devnet, AccountId account) throws Exception {
        try (Chain chain =
                new Chain(vertx, RpcSettings.of(List.of(URI.create(devnet.chainUrl()))), InstantSource.system())) {
            try (ChainTwinRegistry registry =
                    new ChainTwinRegistry(chain, RegistrySettings.defaults(), InstantSource.system())) {
                chain.start();
                return registry.byAccount(account).toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static HttpClient trusting(Path ca) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(ca)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
