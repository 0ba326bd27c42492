package io.threefold.rmb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.threefold.rmb.protocol.identity.AccountId;
import java.io.InputStream;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Tokens made by other implementations, as they reach the relay. */
class RelayTokenVectorsTest extends RelayTestBase {
    @Test
    void acceptsAndRefusesWhatTheVectorsSay() throws Exception {
        JsonNode vectors;
        try (InputStream in = getClass().getResourceAsStream("/vectors/jwt.json")) {
            vectors = new ObjectMapper().readTree(in);
        }
        var relay = new RelayServer(
                fixture.vertx,
                fixture.twins,
                fixture.settings(RelayFixture.DOMAIN).build(),
                new SimpleMeterRegistry(),
                () -> Instant.ofEpochSecond(1700000000));
        RelayFixture.await(relay.start());
        int accepted = 0;
        for (JsonNode token : vectors.get("tokens")) {
            know(vectors, token);
            assertThat(upgrade(relay, token)).as(token.get("style").asText()).isEqualTo(101);
            accepted++;
        }
        assertThat(accepted).isEqualTo(15);
        for (JsonNode token : vectors.get("must_reject")) {
            know(vectors, token);
            String text = token.get("token").asText();
            assertThat(upgrade(relay, token)).as(token.get("why").asText()).isEqualTo(text.isEmpty() ? 400 : 401);
        }
        RelayFixture.await(relay.stop());
    }

    private void know(JsonNode vectors, JsonNode token) {
        if (token.has("key")) {
            String hex = vectors.get("public_keys")
                    .get(token.get("key").asText())
                    .get("public")
                    .asText();
            AccountId account = AccountId.of(HexFormat.of().parseHex(hex.substring(2)));
            for (long twin = 1; twin < 100; twin++) {
                fixture.twins.put(twin, account, RelayFixture.DOMAIN);
            }
        }
    }

    private static int upgrade(RelayServer relay, JsonNode token) {
        try (RawSocket socket = RawSocket.upgrade(
                relay.port(), "/?" + token.get("token").asText().replace(" ", "%20"))) {
            return socket.status();
        }
    }
}
