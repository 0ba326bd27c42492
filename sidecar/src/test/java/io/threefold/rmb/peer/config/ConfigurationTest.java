package io.threefold.rmb.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threefold.rmb.peer.catalogue.Choices.Encryption;
import io.threefold.rmb.peer.catalogue.Choices.Level;
import io.threefold.rmb.peer.catalogue.CommandRule;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.relay.RelayUrl;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final String VALUE = "s3cr3t-value-that-must-not-show";

    @TempDir
    Path folder;

    @Test
    void optionsOfTheReferenceWork() throws Exception {
        Configuration configuration = load(
                Map.of(),
                "-m",
                "//Alice",
                "-k",
                "ed25519",
                "-r",
                "redis://127.0.0.1:7000",
                "-s",
                "ws://127.0.0.1:9944,ws://localhost:9945",
                "--substrate=ws://three:1",
                "--relay",
                "wss://relay.one.example",
                "--relay",
                "Relay.Two.example=ws://127.0.0.1:8080",
                "--no-update",
                "-d");
        assertThat(configuration.get(Settings.KEY_TYPE)).isEqualTo(KeyType.ED25519);
        assertThat(configuration.get(Settings.REDIS_URL)).isEqualTo("redis://127.0.0.1:7000");
        assertThat(configuration.get(Settings.CHAIN_URLS)).hasSize(3).last().isEqualTo(URI.create("ws://three:1"));
        assertThat(configuration.get(Settings.RELAYS))
                .extracting(RelayUrl::domain)
                .containsExactly("relay.one.example", "relay.two.example");
        assertThat(configuration.get(Settings.CHAIN_UPDATE)).isFalse();
        assertThat(configuration.get(Settings.LOG_LEVEL)).isEqualTo(Level.DEBUG);
        assertThat(configuration.warnings()).singleElement().asString().contains("process list");
    }

    @Test
    void optionsWinOverEnvironmentOverFileOverDefaults() throws Exception {
        Path file = file("peer.yaml", """
                limits: {maxPayload: 2KiB, maxInFlight: 100}
                queues: {maxLength: 7}
                encryption: Required
                """);
        Configuration configuration = load(
                Map.of("RMB_MAX_PAYLOAD", "3KiB", "RMB_MAX_IN_FLIGHT", "200", "RMB_MNEMONIC_FILE", "x"),
                "--config",
                file.toString(),
                "--max-payload",
                "4KiB");
        assertThat(configuration.get(Settings.MAX_PAYLOAD)).isEqualTo(4096);
        assertThat(configuration.get(Settings.IN_FLIGHT)).isEqualTo(200);
        assertThat(configuration.get(Settings.QUEUE_LENGTH)).isEqualTo(7);
        assertThat(configuration.get(Settings.ENCRYPTION)).isEqualTo(Encryption.REQUIRED);
        assertThat(configuration.get(Settings.SHUTDOWN_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.fileHash()).isEqualTo(ConfigFile.sha256(Files.readAllBytes(file)));
    }

    @Test
    void commandsComeAsMapsOrText() throws Exception {
        Path file = file("peer.yaml", """
                commands:
                  - name: calc.*
                    allowTwins: [7, 8]
                    maxPayload: 64KiB
                  - echo;deny=9;maxPending=5
                """);
        List<CommandRule> rules = load(Map.of("RMB_MNEMONIC_FILE", "x", "RMB_CONFIG", file.toString()))
                .get(Settings.COMMANDS);
        assertThat(rules).hasSize(2);
        assertThat(rules.getFirst().name()).isEqualTo("calc.*");
        assertThat(rules.getFirst().allowTwins()).containsExactly(7L, 8L);
        assertThat(rules.getFirst().maxPayload()).isEqualTo(65536);
        assertThat(rules.getLast().denyTwins()).containsExactly(9L);
        assertThat(rules.getLast().maxPending()).isEqualTo(5);
        assertThat(load(Map.of("RMB_MNEMONIC_FILE", "x", "RMB_COMMANDS", "a;allow=1,2 b\nc"))
                        .get(Settings.COMMANDS))
                .hasSize(3);
    }

    @Test
    void propertiesAndFoldersWork() throws Exception {
        file("peer.properties", "relays=relay.one.example, relay.two.example\nsession.id=a-1\n");
        Configuration configuration = load(Map.of("RMB_MNEMONIC_FILE", "x", "RMB_CONFIG", folder.toString()));
        assertThat(configuration.get(Settings.RELAYS)).hasSize(2);
        assertThat(configuration.get(Settings.SESSION_ID)).contains("a-1");
    }

    @Test
    void unknownKeysAreIgnoredWithAWarning() throws Exception {
        Path file = file("peer.yaml", "redsi: {url: " + VALUE + "}\n");
        Configuration configuration = load(Map.of("RMB_MNEMONIC_FILE", "x", "RMB_CONFIG", file.toString()));
        assertThat(configuration.warnings())
                .singleElement()
                .asString()
                .contains("redsi.url")
                .doesNotContain(VALUE);
    }

    @Test
    void variablesThatKubernetesSetsForServicesAreLeftOut() throws Exception {
        assertThat(load(Map.of("RMB_MNEMONIC_FILE", "x", "RMB_MANAGEMENT_PORT", "tcp://10.0.0.1:80"))
                        .get(Settings.MANAGEMENT_PORT))
                .isEmpty();
    }

    @Test
    void theStrongerLayerDecidesWhichSecretCounts() throws Exception {
        Configuration configuration = load(Map.of("RMB_MNEMONIC_FILE", "x"), "-m", "//Alice");
        assertThat(configuration.isGiven(Settings.MNEMONIC)).isTrue();
        assertThat(configuration.isGiven(Settings.MNEMONIC_FILE)).isFalse();
        assertLine(Map.of(), "must not both be set", "-m", VALUE, "--mnemonic-file", VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "-k,identity.keyType",
        "-r,redis.url",
        "-s,chain.urls",
        "--relay,relays",
        "--twin-id,twin.id",
        "--wait-for-twin,twin.wait",
        "--max-payload,limits.maxPayload",
        "--max-in-flight,limits.maxInFlight",
        "--queue-overflow,queues.overflow",
        "--queue-max-length,queues.maxLength",
        "--encryption,encryption",
        "--undeclared-commands,undeclaredCommands",
        "--log-level,log.level",
        "--log-format,log.format",
        "--management-port,management.port",
        "--shutdown-timeout,shutdown.timeout",
        "--reply-idle,redis.replyIdle",
        "--chain-timeout,chain.timeout",
        "--update-timeout,chain.updateTimeout",
        "--dead-letters,redis.deadLetters"
    })
    void badValuesGetOneLineThatNamesTheSetting(String option, String key) {
        assertLine(Map.of("RMB_MNEMONIC_FILE", "x"), key, option, VALUE + " \n!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "x;allow=zero", "x;allow", "*x", ";allow=1", "x;maxPayload=9GiB", "x;allow=0"})
    void badCommandRulesAreRefused(String rule) {
        assertLine(Map.of("RMB_MNEMONIC_FILE", "x", "RMB_COMMANDS", rule + " y;z"), "commands");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://relay.example",
                "wss://user@relay.example",
                "wss://relay.example/?x",
                "wss://r.example.tf",
                "a_b=wss://relay.example",
                "wss://",
                "=wss://relay.example"
            })
    void relaysTheChainCouldNotHoldAreRefused(String relay) {
        assertLine(Map.of("RMB_MNEMONIC_FILE", "x"), "relays (--relay", "--relay", relay);
    }

    @Test
    void moreThanFourRelaysAndDuplicatesAreRefused() {
        assertLine(
                Map.of("RMB_MNEMONIC_FILE", "x"),
                "at most 4",
                "--relay",
                "r1.a,r2.a,r3.a,r4.a,r5.a".replace("r", "re"));
        assertLine(Map.of("RMB_MNEMONIC_FILE", "x"), "each domain once", "--relay", "re.a,re.a=ws://x:1");
    }

    @Test
    void brokenCommandLinesNeverShowWords() {
        assertLine(Map.of(), "argument too many", "-m", "abandon", VALUE);
        assertLine(Map.of(), "no option --mnemnic", "--mnemnic=" + VALUE);
        assertLine(Map.of(), "--redis needs a value", "-r");
        assertLine(Map.of(), "must be given once", "-r", "redis://a", "-r", "redis://b");
        assertLine(Map.of(), "identity.mnemonicFile (--mnemonic-file): must be set");
    }

    @Test
    void brokenFilesAreNamedWithTheLine() throws Exception {
        assertFile("peer.yaml", "a: 1\nb: [" + VALUE + "\n", "must be YAML");
        assertFile("peer.yaml", "- " + VALUE, "must be a YAML map");
        assertFile("peer.yaml", "redis: {url: [{a: " + VALUE + "}]}", "redis.url");
        assertFile(
                "peer.yaml", "a: &a [" + VALUE + "]\n" + "b: *a\n".repeat(1) + "!!java.io.File x: y", "must be YAML");
        assertFile("peer.yaml", "identity: {mnemonic: " + VALUE + "}", "must not be in a configuration file");
        assertFile("peer.properties", "x=\\u00zz" + VALUE, "must be a properties file");
        assertFile("peer.yaml", "x: \"" + "y".repeat(ConfigFile.MAX_BYTES) + "\"", "larger than");
        Files.write(folder.resolve("peer.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertLine(
                Map.of("RMB_MNEMONIC_FILE", "x"),
                "UTF-8",
                "--config",
                folder.resolve("peer.yaml").toString());
        assertLine(
                Map.of("RMB_MNEMONIC_FILE", "x"),
                "does not exist",
                "--config",
                folder.resolve("no").toString());
        Files.delete(folder.resolve("peer.yaml"));
        Files.delete(folder.resolve("peer.properties"));
        assertLine(Map.of("RMB_MNEMONIC_FILE", "x"), "holds none of", "--config", folder.toString());
    }

    @Test
    void differencesNameTheSettings() throws Exception {
        Configuration one = load(Map.of("RMB_MNEMONIC_FILE", "x"));
        Configuration two = load(Map.of("RMB_MNEMONIC_FILE", "x", "RMB_ENCRYPTION", "Required", "RMB_SESSION_ID", "a"));
        assertThat(two.differences(one)).isEqualTo(List.of(Settings.SESSION_ID, Settings.ENCRYPTION));
    }

    @Test
    void helpNamesEveryOption() throws Exception {
        ConfigSource source = ConfigSource.of(new String[] {"--help"}, Map.of(), "1.2.3");
        Settings.ALL.forEach(setting ->
                setting.options().forEach(option -> assertThat(source.printed()).contains(option)));
        assertThat(source.printed()).contains("--no-update", "Exit codes");
        assertThat(ConfigSource.of(new String[] {"-V"}, Map.of(), "1.2.3").printed())
                .contains("1.2.3");
    }

    private void assertFile(String name, String text, String part) throws Exception {
        assertLine(
                Map.of("RMB_MNEMONIC_FILE", "x"),
                part,
                "--config",
                file(name, text).toString());
    }

    private static void assertLine(Map<String, String> environment, String part, String... arguments) {
        assertThatThrownBy(() -> load(environment, arguments))
                .as(() -> new ArrayList<>(Arrays.asList(arguments)).toString())
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(part)
                .hasLineCount(1)
                .doesNotContain(VALUE);
    }

    private static Configuration load(Map<String, String> environment, String... arguments) throws ConfigException {
        return ConfigSource.of(arguments, environment, "test").load();
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }
}
