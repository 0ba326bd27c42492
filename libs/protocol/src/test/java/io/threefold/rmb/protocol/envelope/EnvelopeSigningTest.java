package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnvelopeSigningTest {
    private static final Envelope ENVELOPE = Envelope.of(
                    "u", Address.of(7), Address.of(42), new Message.Request("c"), 300)
            .withTimes(1700000000, 300);

    /** Every signature of the vectors, each in three writers' bytes, and each changed by one bit. */
    @TestFactory
    Stream<DynamicTest> vectors() {
        JsonNode vectors = EnvelopeVectorsTest.VECTORS;
        return EnvelopeVectorsTest.stream(vectors.get("envelopes")).flatMap(vector -> {
            var all = Stream.<DynamicTest>builder();
            for (JsonNode signed : vector.get("signed")) {
                String name =
                        vector.get("name").asText() + " by " + signed.get("key").asText();
                AccountId account = AccountId.of(EnvelopeVectorsTest.hex(vectors.get("public_keys")
                        .get(signed.get("key").asText())
                        .get("public")));
                all.add(DynamicTest.dynamicTest(name, () -> {
                    Envelope envelope = EnvelopeVectorsTest.decode(EnvelopeVectorsTest.hex(signed.get("bytes")));
                    assertThat(EnvelopeSigning.verify(envelope, account)).isTrue();
                    assertThat(EnvelopeSigning.verify(envelope.withTimes(1, 1), account))
                            .isFalse();
                }));
            }
            return all.build();
        });
    }

    @ParameterizedTest
    @EnumSource
    void signsWhatItVerifies(KeyType type) {
        try (Identity alice = identity("//Alice", type);
                Identity bob = identity("//Bob", type)) {
            Envelope signed = EnvelopeSigning.sign(ENVELOPE, alice::signTagged);
            assertThat(EnvelopeSigning.verify(signed, alice.account())).isTrue();
            assertThat(EnvelopeSigning.verify(signed, bob.account())).isFalse();
            assertThat(EnvelopeSigning.verify(EnvelopeSigning.sign(signed, bob::signTagged), bob.account()))
                    .as("signing again replaces the signature")
                    .isTrue();
        }
    }

    @Test
    void refusesMissingAndOddSignatures() {
        try (Identity alice = identity("//Alice", KeyType.ED25519)) {
            ByteString good = EnvelopeSigning.sign(ENVELOPE, alice::signTagged).signature();
            assertThat(good).isNotNull();
            assertThat(EnvelopeSigning.verify(ENVELOPE, alice.account())).isFalse();
            for (ByteString odd : new ByteString[] {
                ByteString.EMPTY, good.substring(1), good.substring(0, 64), good.concat(ByteString.copyFromUtf8("x"))
            }) {
                assertThat(EnvelopeSigning.verify(ENVELOPE.withSignature(odd), alice.account()))
                        .isFalse();
            }
            for (int i = 0; i < good.size(); i++) {
                byte[] changed = good.toByteArray();
                changed[i] ^= 1;
                assertThat(EnvelopeSigning.verify(
                                ENVELOPE.withSignature(ByteString.copyFrom(changed)), alice.account()))
                        .isFalse();
            }
        }
    }

    private static Identity identity(String secret, KeyType type) {
        return Identity.fromSecret(secret.getBytes(StandardCharsets.US_ASCII), type);
    }
}
