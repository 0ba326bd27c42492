package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.envelope.RelayError.Meaning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    message wrong source, WRONG_SOURCE
                    message with missing destination, MISSING_DESTINATION
                    unknown twin destination, UNKNOWN_TWIN
                    relay info is not set for this twin, NO_RELAY
                    destination offline, DESTINATION_OFFLINE
                    'exceeded rate limits, dropping message', RATE_LIMITED
                    failed to route message to peer '7:x': redis error, FAILED_TO_ROUTE
                    remote relay rejected permanently: self twin not found!, REJECTED_PERMANENTLY
                    remote relay rejected permanently: destination offline, DESTINATION_OFFLINE
                    remote relay failed temporarily: not reachable in time, FAILED_TEMPORARILY
                    message has expired, EXPIRED
                    """)
    void recognisesWhatReferenceRelaysWrite(String text, RelayError expected) {
        assertThat(RelayError.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void recognisesWhatItWrites(RelayError error) {
        assertThat(RelayError.of(error.error().message())).isEqualTo(error);
        assertThat(RelayError.of(error.error("because").message())).isEqualTo(error);
        assertThat(error.error().code()).isZero();
    }

    @Test
    void namesThePeerItCouldNotRouteTo() {
        assertThat(RelayError.failedToRoute(new Address(7, "s"), "no room").message())
                .isEqualTo("failed to route message to peer '7:s': no room");
    }

    @Test
    void unknownTextsAreNoRelays() {
        assertThat(RelayError.of("")).isNull();
        assertThat(RelayError.of("something else")).isNull();
    }

    @Test
    void onlyProvenDropsAreSentAgain() {
        assertThat(RelayError.RATE_LIMITED.meaning()).isEqualTo(Meaning.DROPPED);
        assertThat(RelayError.FAILED_TO_ROUTE.meaning()).isEqualTo(Meaning.DROPPED);
        assertThat(RelayError.WRONG_SOURCE.meaning()).isEqualTo(Meaning.FINAL);
        assertThat(RelayError.DESTINATION_OFFLINE.meaning()).isEqualTo(Meaning.OFFLINE);
    }

    @ParameterizedTest
    @EnumSource
    void peerCodesRoundTrip(PeerErrorCode code) {
        assertThat(PeerErrorCode.of(code.code())).isEqualTo(code);
        assertThat(code.error("why").message()).isEqualTo(code.text() + ": why");
        assertThat(code.error("").message()).isEqualTo(code.text());
    }

    @Test
    void otherCodesBelongToApplications() {
        assertThat(PeerErrorCode.of(0)).isNull();
        assertThat(PeerErrorCode.of(255)).isNull();
    }
}
