package io.threefold.rmb.devnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class DevnetOptionsTest {
    @Test
    void everythingHasADefault() {
        DevnetSettings settings = DevnetOptions.parse().settings();
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.chainPort()).isEqualTo(9944);
        assertThat(settings.relayPort()).isEqualTo(8080);
        assertThat(settings.domains()).containsExactly("localhost");
        assertThat(settings.tls()).isNull();
        assertThat(settings.blockTime()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.finalityDelay()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void optionsArrive() {
        DevnetSettings settings = DevnetOptions.parse(
                        "--domain",
                        "r1.test,r2.test",
                        "--route",
                        "R3.test=http://127.0.0.1:81",
                        "--tls",
                        "--data",
                        "x",
                        "--fund",
                        "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
                        "--lax-relay-addresses",
                        "--no-relay")
                .settings();
        assertThat(settings.domains()).containsExactly("r1.test", "r2.test");
        assertThat(settings.routes()).containsEntry("r3.test", URI.create("http://127.0.0.1:81"));
        assertThat(settings.tls()).isInstanceOf(DevnetSettings.Tls.Generated.class);
        assertThat(settings.data()).isEqualTo(Path.of("x"));
        assertThat(settings.funded()).hasSize(1);
        assertThat(settings.laxRelayAddresses()).isTrue();
        assertThat(settings.relayPort()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--chain-port=70000",
                "--block-time=7000",
                "--finality-delay=100",
                "--fund=5Nonsense",
                "--tls-cert=/nowhere",
                "--twins=/nowhere/twins.yaml",
                "--nonsense",
                "--chain-port=abc"
            })
    void refusesWithTheNameOfTheOption(String option) {
        assertThatThrownBy(() -> DevnetOptions.parse(option).settings())
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(option.replaceAll("=.*", ""));
    }

    @Test
    void theUserPageNamesEveryOption() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "devnet.md"));
        for (var option : new CommandLine(new DevnetOptions()).getCommandSpec().options()) {
            if (!option.usageHelp()) {
                assertThat(page).contains(option.longestName());
            }
        }
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(DevnetOptions.usage())
                .contains("--twins", "--data", "--lax-relay-addresses", "--tls", "--redis", "--route", "--fund");
        assertThat(DevnetOptions.parse("--help").help()).isTrue();
    }
}
