package io.threefold.rmb.peer.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BarrierLedgerTest {
    private static final long MS = 1_000_000L;

    private final ReadingTime time = new ReadingTime();
    private final BarrierLedger<Integer> ledger =
            new BarrierLedger<>("e", LinkSettings.defaults().times(), time, 0);

    @Test
    void idleMeansAtOnceAndLoadMeansTogether() {
        assertThat(ledger.due(0)).isNull();
        ledger.written(1, 10, 0);
        assertThat(ledger.due(0)).isEqualTo("e-1");
        ledger.written(2, 10, MS);
        ledger.written(3, 10, MS);
        assertThat(ledger.due(2 * MS)).isNull();
        assertThat(ledger.pong("e-1", 2 * MS).frames()).containsExactly(1);
        assertThat(ledger.due(2 * MS)).as("spacing").isNull();
        assertThat(ledger.due(10 * MS)).isEqualTo("e-2");
        var confirmed = ledger.pong("e-2", 12 * MS);
        assertThat(confirmed.frames()).containsExactly(2, 3);
        assertThat(confirmed.sinceFirst()).isEqualTo(Duration.ofMillis(11));
        assertThat(ledger.frames()).isZero();
        assertThat(ledger.bytes()).isZero();
        assertThat(ledger.dueAt()).isEmpty();
    }

    @Test
    void aLaterPongStandsForALostOne() {
        ledger.written(1, 10, 0);
        ledger.due(0);
        assertThat(ledger.due(3400 * MS)).isEqualTo("e-2");
        assertThat(ledger.pong("e-2", 3500 * MS).frames()).containsExactly(1);
        assertThat(ledger.pong("e-1", 3600 * MS)).isNull();
        assertThat(ledger.pong("other", 3600 * MS)).isNull();
    }

    @Test
    void silenceIsSuspectButNotWhileWeDoNotRead() {
        ledger.written(1, 10, 0);
        ledger.due(0);
        assertThat(ledger.overdue(9_999 * MS)).isFalse();
        assertThat(ledger.overdue(10_000 * MS)).isTrue();
        time.reading(false, 5_000 * MS);
        assertThat(ledger.overdue(60_000 * MS)).isFalse();
        time.reading(true, 60_000 * MS);
        assertThat(ledger.overdue(64_999 * MS)).isFalse();
        ledger.delivered(64_999 * MS);
        assertThat(ledger.overdue(70_000 * MS)).isFalse();
        assertThat(ledger.overdue(74_999 * MS)).isTrue();
    }

    @Test
    void deliveriesBuyTimeButNotForEver() {
        ledger.written(1, 10, 0);
        ledger.due(0);
        for (long t = 0; t < 60_000; t += 1000) {
            ledger.delivered(t * MS);
            assertThat(ledger.overdue(t * MS)).isFalse();
        }
        assertThat(ledger.overdue(60_000 * MS)).isTrue();
    }

    /** Whatever happens, each frame is confirmed or abandoned exactly once, in order, and only behind its barrier. */
    @Property
    void everyFrameEndsOnce(@ForAll @Size(max = 300) List<@IntRange(min = 0, max = 5) Integer> events) {
        var seen = new ArrayList<Integer>();
        var written = 0;
        var outstanding = new ArrayDeque<String>();
        var coveredBy = new java.util.HashMap<String, Integer>();
        var now = 0L;
        for (var event : events) {
            now += 3 * MS;
            if (event <= 2) {
                ledger.written(++written, 1, now);
            } else if (event <= 4) {
                var uid = ledger.due(now);
                if (uid != null) {
                    outstanding.add(uid);
                    coveredBy.put(uid, written);
                }
            } else if (!outstanding.isEmpty()) {
                var uid = outstanding.remove();
                seen.addAll(ledger.pong(uid, now).frames());
                assertThat(seen).hasSize(coveredBy.get(uid));
            }
            assertThat(outstanding.size()).isLessThanOrEqualTo(4);
            assertThat(ledger.frames()).isEqualTo(written - seen.size());
        }
        seen.addAll(ledger.abandon());
        assertThat(seen).hasSize(written).isSorted();
    }
}
