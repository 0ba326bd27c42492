package io.threefold.rmb.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.Vectors;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class HashesTest {
    @Test
    void hashesAsTheVectorsSay() throws Exception {
        for (JsonNode v : Vectors.load("hashes.json").get("hashes")) {
            byte[] input = v.get("input_utf8").asText().getBytes(UTF_8);
            assertThat(Hashes.blake2b128(input)).isEqualTo(Vectors.hex(v.get("blake2_128")));
            assertThat(Hashes.blake2b256(input)).isEqualTo(Vectors.hex(v.get("blake2_256")));
            assertThat(Hashes.blake2b512(input)).isEqualTo(Vectors.hex(v.get("blake2_512")));
            assertThat(MessageDigest.getInstance("MD5").digest(input)).isEqualTo(Vectors.hex(v.get("md5")));
            assertThat(MessageDigest.getInstance("SHA-256").digest(input)).isEqualTo(Vectors.hex(v.get("sha256")));
        }
    }
}
