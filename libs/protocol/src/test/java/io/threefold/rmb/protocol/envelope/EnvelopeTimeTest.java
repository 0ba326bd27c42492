package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class EnvelopeTimeTest {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    @Property
    void ttlIsExactOnUnsignedNumbers(
            @ForAll long timestamp, @ForAll long expiration, @ForAll @LongRange(min = 0) long now) {
        BigInteger exact = unsigned(timestamp).add(unsigned(expiration)).subtract(BigInteger.valueOf(now));
        long expected = exact.max(BigInteger.ZERO).min(LONG_MAX).longValueExact();
        assertThat(EnvelopeTime.ttl(timestamp, expiration, now)).isEqualTo(expected);
    }

    @Property
    void stampKeepsTheDeadlineOrTheExpiration(
            @ForAll long timestamp, @ForAll long expiration, @ForAll @LongRange(min = 1) long now) {
        Envelope stamped = EnvelopeTime.stamp(envelope(timestamp, expiration), now);
        assertThat(stamped.timestamp()).isEqualTo(now);
        BigInteger age = BigInteger.valueOf(now).subtract(unsigned(timestamp));
        BigInteger expected = timestamp == 0 || age.signum() < 0
                ? unsigned(expiration)
                : unsigned(expiration).subtract(age).max(BigInteger.ZERO);
        assertThat(unsigned(stamped.expiration())).isEqualTo(expected);
    }

    @Test
    void requestsAreClamped() {
        assertThat(EnvelopeTime.clampRequest(0)).isEqualTo(300);
        assertThat(EnvelopeTime.clampRequest(1)).isEqualTo(1);
        assertThat(EnvelopeTime.clampRequest(1800)).isEqualTo(1800);
        assertThat(EnvelopeTime.clampRequest(1801)).isEqualTo(1800);
        assertThat(EnvelopeTime.clampRequest(-1)).isEqualTo(1800);
        assertThat(EnvelopeTime.RESPONSE_SECONDS).isEqualTo(1800);
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private static Envelope envelope(long timestamp, long expiration) {
        return Envelope.of("u", Address.of(1), Address.of(2), Message.RESPONSE, 0)
                .withTimes(timestamp, expiration);
    }
}
