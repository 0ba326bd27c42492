package io.threefold.rmb.peer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.store.Outcome;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import io.threefold.rmb.protocol.queue.IncomingResponse;
import io.threefold.rmb.protocol.queue.QueueCodec;
import io.threefold.rmb.protocol.queue.QueueError;
import io.threefold.rmb.protocol.queue.QueueRead;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PendingTest {
    private final FakeStore store = new FakeStore();
    private final FlowCounters counters = new FlowCounters(FlowObserver.NONE);
    private final List<Delivery> gone = new ArrayList<>();
    private final Pending pending = new Pending(
            store,
            () -> QueueCodec.DEFAULT,
            InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)),
            counters,
            gone::add);

    private static OutMessage message(String id, int total, long deadline, Message body) {
        return new OutMessage(id, body, "ref", "ret", null, null, total, deadline, 1, 0);
    }

    private Delivery request(String id, int index, int total, long deadline) {
        Delivery delivery = new Delivery(
                message(id, total, deadline, new Message.Request("c")),
                index,
                Address.of(40 + index),
                OutMessage.uid(id, index),
                null);
        pending.add(delivery);
        return delivery;
    }

    private static IncomingResponse read(Outcome outcome) {
        return ((QueueRead.Readable<IncomingResponse>) QueueCodec.DEFAULT.readIncomingResponse(outcome.json()))
                .message();
    }

    /** Each number is an event for one of three destinations: answer, error, relay's error, local error, deadline. */
    @Property
    void anyInterleavingGivesEachDestinationExactlyOneOutcome(
            @ForAll @Size(max = 30) List<@IntRange(max = 14) Integer> events) {
        PendingTest run = new PendingTest();
        List<Delivery> three =
                List.of(run.request("id", 0, 3, 10), run.request("id", 1, 3, 20), run.request("id", 2, 3, 30));
        for (int event : events) {
            Delivery delivery = three.get(event % 3);
            switch (event / 3) {
                case 0 -> run.pending.answered(delivery, "42", ByteString.EMPTY, null, 1, null);
                case 1 -> run.pending.answered(delivery, "42", ByteString.EMPTY, null, 1, new QueueError(5, "no"));
                case 2 -> run.pending.failed(delivery, 0, "offline", FlowCount.OUTCOME_RELAY_ERROR);
                case 3 -> run.pending.failed(delivery, PeerErrorCode.CRYPTO, "no key");
                default -> run.pending.expire(delivery.message().deadline());
            }
        }
        run.pending.expire(1_000);
        assertThat(run.store.outcomes).extracting(Outcome::index).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(run.gone).hasSize(3);
        assertThat(run.pending.openRequests()).isZero();
        assertThat(three)
                .allSatisfy(d -> assertThat(run.pending.request(d.uid())).isNull());
    }

    @Test
    void theDeadlineSaysWhatARelaySaidLast() {
        Delivery delivery = request("id", 0, 1, 10);
        delivery.sending();
        delivery.relayError(new Message.Error(0, "exceeded rate limits, dropping message"), 1);
        pending.expire(9);
        assertThat(store.outcomes).isEmpty();
        pending.expire(10);
        IncomingResponse outcome = read(store.outcomes.getFirst());
        assertThat(outcome.error().code()).isEqualTo(102);
        assertThat(outcome.error().message()).contains("exceeded rate limits");
        assertThat(outcome.source()).isEqualTo("40");
        assertThat(outcome.ref()).isEqualTo("ref");
    }

    @Test
    void anAnswerThatCannotBeDeliveredInTimeBecomesADeadLetter() {
        Delivery answer =
                new Delivery(message("id", 1, 10, new Message.Response()), 0, Address.of(42), "uid", ByteString.EMPTY);
        pending.add(answer);
        pending.expire(10);
        assertThat(store.buried).containsExactly("id");
        pending.delivered(answer);
        assertThat(store.removed).isEmpty();
        assertThat(pending.openAnswers()).isZero();
    }

    @Test
    void uidsOfOneRequestDifferAndEndInALetter() {
        List<String> uids = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            uids.add(OutMessage.uid("00", i));
        }
        assertThat(uids).doesNotHaveDuplicates().allMatch(uid -> Character.isLetter(uid.charAt(uid.length() - 1)));
    }
}
