package io.threefold.rmb.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class RelayAddressTest {
    @Test
    void agreesWithTheChain() throws IOException {
        JsonNode cases;
        try (var in = getClass().getResourceAsStream("/vectors/relay-address.json")) {
            cases = new ObjectMapper().readTree(in).get("cases");
        }
        assertThat(cases).hasSize(32);
        for (JsonNode one : cases) {
            String relay = one.get("relay").isNull()
                    ? one.get("repeat").asText().repeat(one.get("length").asInt())
                    : one.get("relay").asText();
            assertThat(RelayAddress.isValidOnChain(relay))
                    .as(relay)
                    .isEqualTo(one.get("valid_on_chain").asBoolean());
        }
    }

    @Test
    void splitsAndJoinsSorted() {
        assertThat(RelayAddress.split("relay.b_relay.a__")).containsExactly("relay.a", "relay.b");
        assertThat(RelayAddress.split("")).isEmpty();
        assertThat(RelayAddress.join(List.of("relay.b", "relay.a", "relay.b"))).isEqualTo("relay.a_relay.b");
    }

    @Property
    void joinIsTheInverseOfSplit(@ForAll Set<@AlphaChars @NotEmpty String> domains) {
        assertThat(RelayAddress.split(RelayAddress.join(domains))).isEqualTo(domains);
    }
}
