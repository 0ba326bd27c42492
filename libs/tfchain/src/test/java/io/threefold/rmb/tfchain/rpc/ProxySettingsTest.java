package io.threefold.rmb.tfchain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxySettingsTest {
    private static final URI WSS = URI.create("wss://tfchain.example/ws");
    private static final URI WS = URI.create("ws://tfchain.example:9944");

    @Test
    void secureAndPlainHaveTheirOwn() {
        ProxySettings proxy = ProxySettings.fromEnvironment(
                Map.of("HTTPS_PROXY", "http://a:p%40ss@secure.example:8443", "http_proxy", "plain.example:3129"));
        assertThat(proxy.forUrl(WSS).getHost()).isEqualTo("secure.example");
        assertThat(proxy.forUrl(WSS).getPort()).isEqualTo(8443);
        assertThat(proxy.forUrl(WSS).getUsername()).isEqualTo("a");
        assertThat(proxy.forUrl(WSS).getPassword()).isEqualTo("p@ss");
        assertThat(proxy.forUrl(WS).getHost()).isEqualTo("plain.example");
        assertThat(proxy.toString()).doesNotContain("p%40ss");
    }

    @Test
    void someHostsAreReachedDirectly() {
        for (String rule :
                new String[] {"*", "tfchain.example", ".example", "*.example", "x, EXAMPLE", "tfchain.example:443"}) {
            assertThat(ProxySettings.fromEnvironment(Map.of("ALL_PROXY", "http://p.example:1", "NO_PROXY", rule))
                            .forUrl(WSS))
                    .as(rule)
                    .isNull();
        }
        for (String rule : new String[] {"", "chain.example", "tfchain.example:444", "tfchain.example.org"}) {
            assertThat(ProxySettings.fromEnvironment(Map.of("ALL_PROXY", "http://p.example:1", "NO_PROXY", rule))
                            .forUrl(WSS))
                    .as(rule)
                    .isNotNull();
        }
    }

    @Test
    void aBadVariableIsNamedWithoutItsValue() {
        assertThatThrownBy(() -> ProxySettings.fromEnvironment(Map.of("HTTP_PROXY", "http://us er:secret@")))
                .hasMessageContaining("HTTP_PROXY")
                .hasMessageNotContaining("secret");
        assertThat(ProxySettings.fromEnvironment(Map.of()).forUrl(WSS)).isNull();
    }
}
