package io.threefold.rmb.tfchain.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.tfchain.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HashVectorsTest {
    @TestFactory
    Stream<DynamicTest> hashes() {
        return StreamSupport.stream(Vectors.json("hashes.json").get("hashes").spliterator(), false)
                .map(v -> DynamicTest.dynamicTest(v.get("name").asText(), () -> check(v)));
    }

    private static void check(JsonNode vector) {
        byte[] input = vector.has("input_utf8")
                ? vector.get("input_utf8").asText().getBytes(StandardCharsets.UTF_8)
                : Vectors.hex(vector.get("input_hex"));
        assertThat(Hex.encode(Twox.hash64(input)))
                .isEqualTo(vector.get("twox64").asText());
        assertThat(Hex.encode(Twox.hash128(input)))
                .isEqualTo(vector.get("twox128").asText());
        assertThat(Hex.encode(Twox.hash256(input)))
                .isEqualTo(vector.get("twox256").asText());
        assertThat(Hex.encode(Blake2.hash128(input)))
                .isEqualTo(vector.get("blake2_128").asText());
        assertThat(Hex.encode(Blake2.hash256(input)))
                .isEqualTo(vector.get("blake2_256").asText());
    }
}
