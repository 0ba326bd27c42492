package io.threefold.rmb.relay.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class DomainRankingTest {
    private Instant now = Instant.parse("2026-01-01T10:00:00Z");
    private final InstantSource clock = () -> now;
    private final DomainRanking ranking = new DomainRanking(Duration.ofMinutes(10), clock);
    private final List<String> domains = List.of("a", "b", "c");

    @Test
    void thoseThatFailedLeastComeFirst() {
        assertThat(ranking.order(domains)).containsExactly("a", "b", "c");
        ranking.failed("a");
        ranking.failed("a");
        ranking.failed("b");
        assertThat(ranking.order(domains)).containsExactly("c", "b", "a");
    }

    @Test
    void failuresAreForgotten() {
        ranking.failed("a");
        now = now.plus(Duration.ofMinutes(10));
        assertThat(ranking.order(domains)).containsExactly("b", "c", "a");
        now = now.plusMillis(1);
        assertThat(ranking.order(domains)).containsExactly("a", "b", "c");
    }

    @Test
    void remembersBoundedly() {
        for (int i = 0; i < 100_000; i++) {
            ranking.failed("domain" + i);
        }
        for (int i = 0; i < 1000; i++) {
            ranking.failed("a");
        }
        assertThat(ranking.order(domains)).hasSize(3);
    }
}
