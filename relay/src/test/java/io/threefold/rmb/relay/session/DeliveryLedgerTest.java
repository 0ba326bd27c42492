package io.threefold.rmb.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryLedgerTest {
    private final DeliveryLedger ledger = new DeliveryLedger(3, 1000);

    @Test
    void aPongProvesWhatWasWrittenBeforeItsPing() {
        ledger.wrote("1", 0);
        ledger.wrote("2", 0);
        assertThat(ledger.needsPing()).isTrue();
        long mark = ledger.ping(0);
        assertThat(ledger.needsPing()).isFalse();
        ledger.wrote("3", 0);
        assertThat(ledger.isFull()).isTrue();
        assertThat(ledger.pong(mark)).containsExactly("1", "2");
        assertThat(ledger.isFull()).isFalse();
        assertThat(ledger.pong(mark)).as("the same again").isEmpty();
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void aPongToNoPingOfOursProvesNothing() {
        ledger.wrote("1", 0);
        assertThat(ledger.pong(1)).as("before the ping").isEmpty();
        ledger.ping(0);
        assertThat(ledger.pong(2)).isEmpty();
        assertThat(ledger.pong(Long.MAX_VALUE)).isEmpty();
        assertThat(ledger.pong(-1)).isEmpty();
        assertThat(ledger.pong(1)).containsExactly("1");
    }

    @Test
    void framesProveOldWritesOnlyWhilePingsGoUnanswered() {
        ledger.wrote("1", 0);
        ledger.wrote("2", 500);
        assertThat(ledger.frame(999)).isEmpty();
        assertThat(ledger.frame(1000)).containsExactly("1");
        ledger.pong(ledger.ping(1000));
        ledger.wrote("3", 1000);
        assertThat(ledger.frame(100_000)).as("it answers pings").isEmpty();
    }

    @Test
    void silenceCountsFromTheFirstUnansweredPing() {
        assertThat(ledger.silenceMillis(1000)).isZero();
        ledger.ping(1000);
        ledger.ping(2000);
        assertThat(ledger.silenceMillis(2500)).isEqualTo(1500);
        ledger.heard();
        assertThat(ledger.silenceMillis(5000)).isZero();
        long mark = ledger.ping(6000);
        ledger.pong(mark);
        assertThat(ledger.silenceMillis(7000)).isZero();
    }
}
