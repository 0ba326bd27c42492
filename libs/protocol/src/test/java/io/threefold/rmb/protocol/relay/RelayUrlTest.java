package io.threefold.rmb.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayUrlTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    relay.example, relay.example, wss://relay.example/
                    ' Relay.Example ', relay.example, wss://relay.example/
                    wss://relay.example, relay.example, wss://relay.example/
                    WSS://Relay.Example/, relay.example, wss://relay.example/
                    wss://relay.example:8443, relay.example, wss://relay.example:8443/
                    relay.example:8443, relay.example, wss://relay.example:8443/
                    wss://relay.example:8443/some/path, relay.example, wss://relay.example:8443/some/path
                    ws://localhost:8080, localhost, ws://localhost:8080/
                    ws://127.0.0.1:8080, 127.0.0.1, ws://127.0.0.1:8080/
                    localhost=ws://127.0.0.1:8080, localhost, ws://127.0.0.1:8080/
                    Relay.Example = ws://[::1]:8080/x, relay.example, ws://[::1]:8080/x
                    r.grid.tf, r.grid.tf, wss://r.grid.tf/
                    """)
    void reads(String text, String domain, String url) {
        assertThat(RelayUrl.parse(text)).isEqualTo(new RelayUrl.Parsed(new RelayUrl(domain, URI.create(url))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "http://relay.example",
                "https://relay.example",
                "wss://",
                "wss:///path",
                "wss://user@relay.example",
                "wss://relay.example?token",
                "wss://relay.example/#x",
                "wss://relay.example:0",
                "wss://relay.example:65536",
                "wss://relay.example:-1",
                "ws://[::1]:8080",
                "=wss://relay.example",
                "a_b=wss://relay.example",
                "relay.example:1=wss://relay.example",
                "wss://x=wss://relay.example",
                ".relay=wss://relay.example",
                "relay.=wss://relay.example",
                "re..lay=wss://relay.example",
                "relay.example=",
                "relay_example",
                "b\u00fccher.example",
                "two relays"
            })
    void refuses(String text) {
        assertThat(RelayUrl.parse(text)).isInstanceOf(RelayUrl.Invalid.class);
    }

    @Test
    void theWholeQueryIsTheToken() {
        var relay = new RelayUrl("relay.example", URI.create("wss://relay.example:1/p"));
        assertThat(relay.withToken("a.b.c")).isEqualTo(URI.create("wss://relay.example:1/p?a.b.c"));
    }

    @Property
    void neverThrows(@ForAll String text) {
        for (String prefix : new String[] {"", "wss://", "x=", "relay.example:", "wss://relay.example/"}) {
            switch (RelayUrl.parse(prefix + text)) {
                case RelayUrl.Parsed parsed ->
                    assertThat(RelayUrl.parse(parsed.relay().domain() + "="
                                    + parsed.relay().url()))
                            .isEqualTo(parsed);
                case RelayUrl.Invalid invalid -> assertThat(invalid.problem()).isNotEmpty();
            }
        }
    }
}
