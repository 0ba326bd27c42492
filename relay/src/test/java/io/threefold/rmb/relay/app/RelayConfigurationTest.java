package io.threefold.rmb.relay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threefold.rmb.relay.store.StreamLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayConfigurationTest {
    @TempDir
    Path folder;

    private static RelayConfiguration read(Map<String, String> environment, String... arguments)
            throws OptionException {
        return RelayConfiguration.of(RelayOptions.read(arguments, environment).options(), environment);
    }

    private static void refuses(String message, String... arguments) {
        assertThatThrownBy(() -> read(Map.of(), arguments))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void readsEverything() throws Exception {
        RelayConfiguration configuration = read(
                Map.of("NO_PROXY", "*"),
                "--domain",
                "One.example, two.example",
                "-r",
                "redis://localhost:7000",
                "-s",
                "ws://a:1,wss://b",
                "-l",
                "[::1]:0",
                "--limit",
                "10,2000",
                "--route",
                "x.example=http://127.0.0.1:9/,y.example=https://y:444",
                "--queue-overflow",
                "drop-oldest",
                "--queue-keep",
                "5m",
                "--lease",
                "500ms",
                "-d");
        assertThat(configuration.relay().domains()).containsExactly("one.example", "two.example");
        assertThat(configuration.relay().name()).isEqualTo("one.example");
        assertThat(configuration.relay().host()).isEqualTo("::1");
        assertThat(configuration.relay().limits().messagesPerMinute()).isEqualTo(10);
        assertThat(configuration.relay().limits().bytesPerMinute()).isEqualTo(2000);
        assertThat(configuration.relay().federation().routes()).containsOnlyKeys("x.example", "y.example");
        assertThat(configuration.relay().streams().overflow()).isEqualTo(StreamLimits.Overflow.DROP_OLDEST);
        assertThat(configuration.relay().streams().keep()).isEqualTo(Duration.ofMinutes(5));
        assertThat(configuration.relay().redis().lease()).isEqualTo(Duration.ofMillis(500));
        assertThat(configuration.chain().urls()).hasSize(2);
        assertThat(configuration.logLevel()).isEqualTo("DEBUG");
        assertThat(configuration.relay().tls()).isNull();
    }

    @Test
    void everyExampleAndDefaultIsGood() throws Exception {
        for (RelayOption option : RelayOption.values()) {
            if (!option.example().startsWith("/")) {
                var environment = new HashMap<>(Map.of("RMB_RELAY_DOMAIN", "relay.example"));
                environment.put(option.environment(), option.example());
                read(environment);
            }
        }
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        Path file = folder.resolve("relay.properties");
        Files.writeString(file, "domain=file.example\nlisten=127.0.0.1:1\nmanagement=127.0.0.1:2\n");
        RelayConfiguration configuration = read(
                Map.of("RMB_RELAY_LISTEN", "127.0.0.1:3", "RMB_RELAY_MANAGEMENT", "127.0.0.1:4"),
                "--config",
                file.toString(),
                "--management",
                "127.0.0.1:5");
        assertThat(configuration.relay().name()).isEqualTo("file.example");
        assertThat(configuration.relay().port()).isEqualTo(3);
        assertThat(configuration.management().port()).isEqualTo(5);
        Files.writeString(file, "domain=file.example\nlisten-to=x\n");
        refuses("unknown setting 'listen-to'", "--config", file.toString());
    }

    @Test
    void saysWhatIsWrongAndNeverTheValue() {
        refuses("--domain (RMB_RELAY_DOMAIN) is missing");
        refuses("without scheme and port", "--domain", "https://x");
        refuses("--redis (RMB_RELAY_REDIS) must look like", "--domain", "x", "-r", "http://secret");
        refuses("--listen (RMB_RELAY_LISTEN) must look like", "--domain", "x", "-l", "8080");
        refuses("--listen (RMB_RELAY_LISTEN) must look like", "--domain", "x", "-l", "a:99999");
        refuses("--limit", "--domain", "x", "--limit", "1,2,3");
        refuses("--limit", "--domain", "x", "--limit", "-1");
        refuses("--route", "--domain", "x", "--route", "x");
        refuses("--route", "--domain", "x", "--route", "x=ftp://y");
        refuses("--queue-overflow", "--domain", "x", "--queue-overflow", "explode");
        refuses("--queue-keep", "--domain", "x", "--queue-keep", "soon");
        refuses("--max-message", "--domain", "x", "--max-message", "1");
        refuses("--substrate", "--domain", "x", "-s", "http://x");
        refuses("--tls-key", "--domain", "x", "--tls-certificate", "pom.xml");
        refuses("--tls-certificate", "--domain", "x", "--tls-certificate", "/does/not/exist");
        refuses("--config", "--config", "/does/not/exist");
        refuses("unknown", "--domain", "x", "--nonsense");
        refuses("twice", "--domain", "x", "--domain", "y");
        refuses("lacks its value", "--domain");
        assertThatThrownBy(() -> read(Map.of(), "--domain", "x", "-r", "redis//:secret@host"))
                .hasMessageNotContaining("secret");
    }

    @Test
    void helpNamesEveryOption() throws Exception {
        String help = RelayOptions.read(new String[] {"--help"}, Map.of()).print();
        for (RelayOption option : RelayOption.values()) {
            assertThat(help).contains(option.longName(), option.environment());
        }
    }
}
