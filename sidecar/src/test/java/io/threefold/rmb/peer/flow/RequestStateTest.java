package io.threefold.rmb.peer.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.RelayError;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RequestStateTest {
    private static final Message.Error DROPPED = RelayError.RATE_LIMITED.error();
    private static final Message.Error OFFLINE = RelayError.DESTINATION_OFFLINE.error();
    private static final Message.Error UNKNOWN = RelayError.UNKNOWN_TWIN.error();

    private static RequestState sentOnce(boolean failFast) {
        RequestState state = new RequestState(failFast);
        state.sending();
        return state;
    }

    @Test
    void anErrorIsHeldBackWhileAnAttemptIsUnderWay() {
        RequestState state = sentOnce(true);
        assertThat(state.unconfirmed()).isEqualTo(RequestState.Next.AGAIN);
        state.sending();
        assertThat(state.relayError(OFFLINE, 1)).isEqualTo(RequestState.Next.WAIT);
        assertThat(state.confirmed())
                .as("one of two attempts is lost, the other may arrive")
                .isEqualTo(RequestState.Next.WAIT);
        assertThat(state.relayError(OFFLINE, 2)).isEqualTo(RequestState.Next.FAIL);
    }

    @Test
    void anErrorBeforeThePongCountsAtThePong() {
        RequestState state = sentOnce(true);
        assertThat(state.relayError(UNKNOWN, 1)).isEqualTo(RequestState.Next.WAIT);
        assertThat(state.confirmed()).isEqualTo(RequestState.Next.FAIL);
    }

    @Test
    void aDroppedRequestIsSentAgain() {
        RequestState state = sentOnce(false);
        state.confirmed();
        assertThat(state.relayError(DROPPED, 1)).isEqualTo(RequestState.Next.LATER);
        assertThat(state.relayError(DROPPED, 1))
                .as("the same Error delivered twice")
                .isEqualTo(RequestState.Next.WAIT);
        state.sending();
        assertThat(state.confirmed()).isEqualTo(RequestState.Next.WAIT);
    }

    @Test
    void offlineIsFinalOnlyWithFailFast() {
        RequestState patient = sentOnce(false);
        patient.confirmed();
        assertThat(patient.relayError(OFFLINE, 1)).isEqualTo(RequestState.Next.LATER);
        RequestState hasty = sentOnce(true);
        hasty.confirmed();
        assertThat(hasty.relayError(OFFLINE, 1)).isEqualTo(RequestState.Next.FAIL);
    }

    @Test
    void aTextThatNobodyKnowsIsFinal() {
        RequestState state = sentOnce(false);
        state.confirmed();
        assertThat(state.relayError(new Message.Error(0, "something new"), 1)).isEqualTo(RequestState.Next.FAIL);
    }

    @Test
    void whatWasNeverSentIsNoAttempt() {
        RequestState state = sentOnce(true);
        assertThat(state.notSent()).isEqualTo(RequestState.Next.LATER);
        state.sending();
        state.confirmed();
        assertThat(state.relayError(OFFLINE, 1)).isEqualTo(RequestState.Next.FAIL);
    }

    enum Event {
        SENDING,
        CONFIRMED,
        UNCONFIRMED,
        NOT_SENT,
        DROPPED_ERROR,
        OFFLINE_ERROR,
        FINAL_ERROR,
        REPEATED_ERROR,
        ANSWER,
        DEADLINE
    }

    @Provide
    Arbitrary<List<Event>> histories() {
        return Arbitraries.of(Event.class).list().ofMaxSize(40);
    }

    @Property
    void anyHistoryHasExactlyOneEnd(@ForAll("histories") List<Event> history, @ForAll boolean failFast) {
        RequestState state = new RequestState(failFast);
        int ends = 0;
        int fingerprint = 0;
        for (Event event : history) {
            RequestState.Next next = switch (event) {
                case SENDING -> {
                    state.sending();
                    yield RequestState.Next.WAIT;
                }
                case CONFIRMED -> state.confirmed();
                case UNCONFIRMED -> state.unconfirmed();
                case NOT_SENT -> state.notSent();
                case DROPPED_ERROR -> state.relayError(DROPPED, ++fingerprint);
                case OFFLINE_ERROR -> state.relayError(OFFLINE, ++fingerprint);
                case FINAL_ERROR -> state.relayError(UNKNOWN, ++fingerprint);
                case REPEATED_ERROR -> state.relayError(DROPPED, fingerprint);
                case ANSWER, DEADLINE -> RequestState.Next.FAIL;
            };
            if (next == RequestState.Next.FAIL && state.end()) {
                ends++;
            }
            if (ends == 1 && event != Event.ANSWER && event != Event.DEADLINE) {
                assertThat(state.ended()).isTrue();
            }
        }
        if (state.end()) {
            ends++;
        }
        assertThat(ends).isEqualTo(1);
        assertThat(state.end()).isFalse();
        assertThat(state.confirmed()).isEqualTo(RequestState.Next.WAIT);
        assertThat(state.unconfirmed()).isEqualTo(RequestState.Next.WAIT);
        assertThat(state.notSent()).isEqualTo(RequestState.Next.WAIT);
        assertThat(state.relayError(UNKNOWN, ++fingerprint)).isEqualTo(RequestState.Next.WAIT);
    }
}
