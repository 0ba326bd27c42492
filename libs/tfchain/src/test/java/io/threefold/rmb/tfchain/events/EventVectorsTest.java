package io.threefold.rmb.tfchain.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinCodec;
import io.threefold.rmb.tfchain.Vectors;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EventVectorsTest {
    @TestFactory
    Stream<DynamicTest> blocks() {
        return Vectors.json("events.json")
                .get("blocks")
                .valueStream()
                .map(b -> DynamicTest.dynamicTest(
                        b.get("metadata").asText() + " " + b.get("name").asText(), () -> check(b)));
    }

    private static void check(JsonNode block) throws ScaleException {
        Metadata metadata = Vectors.metadata(block.get("metadata").asText());
        EventReader reader = new EventReader(metadata);
        byte[] scale = Vectors.hex(block.get("scale"));
        if (block.get("name").asText().startsWith("every_event")) {
            everyVariant(block, reader.read(scale, (p, e) -> false));
            // All of them decoded instead of skipped must take the same bytes.
            everyVariant(block, reader.read(scale, (p, e) -> true));
            return;
        }
        List<EventRecord> wanted = reader
                .read(
                        scale,
                        (pallet, event) ->
                                event.startsWith("Twin") || pallet.equals("System") && event.equals("ExtrinsicFailed"))
                .stream()
                .filter(e -> e.content() != null)
                .toList();
        JsonNode expected = block.get("expect");
        assertThat(wanted).hasSize(expected.size());
        for (int i = 0; i < wanted.size(); i++) {
            EventRecord event = wanted.get(i);
            JsonNode e = expected.get(i);
            assertThat(event.extrinsicIndex()).isEqualTo(e.get("extrinsic").asLong());
            assertThat(event.pallet() + "." + event.name())
                    .isEqualTo(e.get("event").asText());
            if (e.has("twin")) {
                Twin twin = TwinCodec.decode(event.content().at(0));
                assertThat(twin.id()).isEqualTo(e.get("twin").get("id").asLong());
                JsonNode relay = e.get("twin").get("relay");
                assertThat(String.join("_", twin.relays()))
                        .isEqualTo(relay.isNull() ? "" : new String(Vectors.hex(relay), StandardCharsets.US_ASCII));
            } else {
                DispatchFailure failure =
                        DispatchFailure.of(metadata, event.content().field("dispatch_error"));
                assertThat(failure.name()).isEqualTo(e.get("error").asText());
            }
        }
    }

    private static void everyVariant(JsonNode block, List<EventRecord> events) {
        JsonNode expected = block.get("expect");
        assertThat(events).hasSize(expected.size());
        for (int i = 0; i < events.size(); i++) {
            EventRecord event = events.get(i);
            JsonNode e = expected.get(i);
            assertThat(event.pallet()).isEqualTo(e.get("pallet").asText());
            assertThat(event.name()).isEqualTo(e.get("variant").asText());
            assertThat(event.palletIndex()).isEqualTo(e.get("pallet_index").asInt());
            assertThat(event.eventIndex()).isEqualTo(e.get("variant_index").asInt());
            assertThat(event.payloadBytes())
                    .as("%s", e)
                    .isEqualTo(e.get("bytes").asInt());
        }
    }
}
