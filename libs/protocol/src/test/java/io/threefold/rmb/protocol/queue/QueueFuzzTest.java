package io.threefold.rmb.protocol.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.threefold.rmb.protocol.Allocation;

/** Regression run over the seeds beside it; with {@code JAZZER_FUZZ=1} and one method selected it goes looking. */
class QueueFuzzTest {
    private static final QueueCodec CODEC = QueueCodec.DEFAULT;

    @FuzzTest(maxDuration = "30s")
    void read(byte[] data) {
        // Once before measuring, so that loading classes does not count.
        QueueRead<OutgoingRequest> request = CODEC.readOutgoingRequest(data);
        QueueRead<OutgoingResponse> response = CODEC.readOutgoingResponse(data);
        try (var ignored = Allocation.bounded(data.length)) {
            request = CODEC.readOutgoingRequest(data);
            response = CODEC.readOutgoingResponse(data);
        }
        switch (request) {
            case QueueRead.Readable<OutgoingRequest> readable ->
                assertThat(CODEC.readOutgoingRequest(CODEC.write(readable.message())))
                        .isEqualTo(readable);
            case QueueRead.Unreadable<OutgoingRequest> unreadable ->
                assertThat(unreadable.reason()).isNotEmpty();
        }
        switch (response) {
            case QueueRead.Readable<OutgoingResponse> readable ->
                assertThat(CODEC.readOutgoingResponse(CODEC.write(readable.message())))
                        .isEqualTo(readable);
            case QueueRead.Unreadable<OutgoingResponse> unreadable ->
                assertThat(unreadable.reason()).isNotEmpty();
        }
        assertThat(CODEC.readIncomingRequest(data)).isNotNull();
        assertThat(CODEC.readIncomingResponse(data)).isNotNull();
    }
}
