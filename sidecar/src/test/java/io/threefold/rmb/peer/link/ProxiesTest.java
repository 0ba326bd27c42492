package io.threefold.rmb.peer.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threefold.rmb.protocol.relay.RelayUrl;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxiesTest {
    private static Target target(String url) {
        return new Target(new RelayUrl("relay.test", URI.create(url)));
    }

    @Test
    void picksByScheme() {
        var proxies = new Proxies(Map.of("HTTPS_PROXY", "http://u:p%40@proxy:3128", "http_proxy", "plain:80"));
        var tls = proxies.forRelay(target("wss://relay.test/"));
        assertThat(tls.getHost()).isEqualTo("proxy");
        assertThat(tls.getPort()).isEqualTo(3128);
        assertThat(tls.getUsername()).isEqualTo("u");
        assertThat(tls.getPassword()).isEqualTo("p@");
        assertThat(proxies.forRelay(target("ws://relay.test/")).getHost()).isEqualTo("plain");
        assertThat(new Proxies(Map.of()).forRelay(target("wss://relay.test/"))).isNull();
        assertThat(new Proxies(Map.of("HTTPS_PROXY", "socks5://s"))
                        .forRelay(target("wss://r.test/"))
                        .getType())
                .isEqualTo(ProxyType.SOCKS5);
    }

    @Test
    void leavesOutWhatNoProxySays() {
        for (var entry :
                new String[] {"*", "relay.test", ".test", "*.test", "test", "relay.test:443", "a, relay.test"}) {
            assertThat(new Proxies(Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", entry))
                            .forRelay(target("wss://relay.test/")))
                    .as(entry)
                    .isNull();
        }
        for (var entry : new String[] {"elay.test", "relay.test:80", "other", ""}) {
            assertThat(new Proxies(Map.of("HTTPS_PROXY", "http://p:1", "NO_PROXY", entry))
                            .forRelay(target("wss://relay.test/")))
                    .as(entry)
                    .isNotNull();
        }
        assertThat(new Proxies(Map.of("HTTP_PROXY", "http://p:1")).forRelay(target("ws://localhost:1/")))
                .isNull();
    }

    @Test
    void namesTheVariableAndNotItsValue() {
        assertThatThrownBy(() ->
                        new Proxies(Map.of("HTTPS_PROXY", "ftp://u:secret@p")).forRelay(target("wss://relay.test/")))
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("secret");
    }
}
