package io.threefold.rmb.peer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threefold.rmb.peer.config.ConfigException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user can get wrong before anything runs: one line, no value. */
class LaunchTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zebra zebra zebra|12",
                "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo|checksum",
                "0x123456|64 hex digits",
                "0xzz11111111111111111111111111111111111111111111111111111111111111|64 hex digits",
                "secretword secretword secretword secretword secretword secretword secretword secretword secretword"
                        + " secretword secretword secretword|word 1"
            })
    void badSecretsAreNamedByTheirSetting(String secret, String part) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), secret + "\n");
        assertLine(secret, part, "--mnemonic-file", file.toString());
        assertLine(secret, part, "-m", secret);
    }

    @Test
    void missingEmptyAndLargeSecretFilesAreNamed() throws Exception {
        assertLine(
                "?", "does not exist", "--mnemonic-file", folder.resolve("none").toString());
        assertLine(
                "?",
                "empty",
                "--mnemonic-file",
                Files.writeString(folder.resolve("e"), " \n").toString());
        assertLine(
                "?",
                "larger",
                "--mnemonic-file",
                Files.write(folder.resolve("l"), new byte[5000]).toString());
        assertLine("?", "cannot be read", "--mnemonic-file", folder.toString());
    }

    @Test
    void anEd25519KeyHasNoSoftPath() {
        assertLine("soft-secret", "hard derivation", "-m", "//Alice/soft-secret", "-k", "ed25519");
    }

    @Test
    void badCaFilesAndProxiesAreNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "not a certificate");
        assertLine("not a", "tls.caFile", "-m", "//Alice", "--ca-file", file.toString());
        assertThatThrownBy(() -> launch(Map.of("HTTPS_PROXY", "http://user:pass word@x"), "-m", "//Alice"))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains("HTTPS_PROXY")
                .doesNotContain("pass word");
    }

    @Test
    void aTakenPortIsAnErrorOnlyWhenItWasAskedFor() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> launch(Map.of(), "-m", "//Alice", "--management-port", port)
                            .framework(false))
                    .isInstanceOf(ConfigException.class)
                    .message()
                    .contains("management.port");
        }
        Properties free = launch(Map.of(), "-m", "//Alice").framework(false);
        assertThat(free.getProperty("quarkus.http.port")).isIn("8970", "0");
    }

    @Test
    void logsAreJsonInContainersAndTextOnTerminals() throws Exception {
        assertThat(json(Map.of("KUBERNETES_SERVICE_HOST", "x"), true)).isEqualTo("true");
        assertThat(json(Map.of(), true)).isEqualTo("false");
        assertThat(json(Map.of(), false)).isEqualTo("true");
        assertThat(json(Map.of("RMB_LOG_FORMAT", "text"), false)).isEqualTo("false");
        assertThat(json(Map.of("RMB_LOG_FORMAT", "json"), true)).isEqualTo("true");
    }

    private static String json(Map<String, String> environment, boolean terminal) throws ConfigException {
        return launch(environment, "-m", "//Alice").framework(terminal).getProperty("quarkus.log.console.json.enabled");
    }

    private static void assertLine(String secret, String part, String... arguments) {
        assertThatThrownBy(() -> launch(Map.of(), arguments))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(part)
                .hasLineCount(1)
                .doesNotContain(secret)
                .doesNotContain(secret.split(" ")[0] + " ");
    }

    private static Launch launch(Map<String, String> environment, String... arguments) throws ConfigException {
        return Launch.of(
                Launch.source(new ArrayList<>(List.of(arguments)).toArray(String[]::new), environment), environment);
    }
}
