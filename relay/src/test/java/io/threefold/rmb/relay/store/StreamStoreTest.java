package io.threefold.rmb.relay.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.envelope.Address;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamStoreTest {
    @Test
    void idsAreOrderedAsNumbers() {
        assertThat(StreamStore.isBehind("10-0", "9-5")).isTrue();
        assertThat(StreamStore.isBehind("9-10", "9-9")).isTrue();
        assertThat(StreamStore.isBehind("9-9", "9-9")).isFalse();
        assertThat(StreamStore.isBehind("9-9", "9-10")).isFalse();
        assertThat(StreamStore.isBehind("1-0", StreamStore.START)).isTrue();
    }

    @Test
    void noticesNameSessions() {
        assertThat(Notices.session("7")).isEqualTo(Address.of(7));
        assertThat(Notices.session("7:")).isEqualTo(new Address(7, ""));
        assertThat(Notices.session("7:a:b c")).isEqualTo(new Address(7, "a:b c"));
        assertThat(Notices.session("x")).isNull();
        assertThat(Notices.session("-1")).isNull();
        assertThat(Notices.session("99999999999")).isNull();
    }

    @Test
    void scriptsHoldTheSettings() {
        var scripts = Scripts.forRelay(
                new RedisKeys("p:"), new StreamLimits(100, StreamLimits.Overflow.DROP_OLDEST, Duration.ofSeconds(5)));
        String text = scripts.get(Scripts.APPEND).text();
        assertThat(text)
                .contains("p:c:", "p:l:", "limit = 141", "= 100, 0", "'d' == 'r'", "5000")
                .doesNotContain("$");
        assertThat(scripts.get(Scripts.APPEND).digest()).hasSize(40);
    }
}
