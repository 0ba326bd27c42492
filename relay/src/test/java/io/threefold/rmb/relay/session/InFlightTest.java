package io.threefold.rmb.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight(100);
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void tellsOnceWhenHalfIsFree() {
        inFlight.take(120);
        assertThat(inFlight.isFull()).isTrue();
        inFlight.whenRoom(told::incrementAndGet);
        inFlight.release(40);
        assertThat(told).hasValue(0);
        inFlight.release(40);
        assertThat(told).hasValue(1);
        inFlight.release(40);
        assertThat(told).hasValue(1);
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void tellsAtOnceWhenThereIsRoomAndNeverTheForgotten() {
        inFlight.whenRoom(told::incrementAndGet);
        assertThat(told).hasValue(1);
        inFlight.take(100);
        Runnable gone = told::incrementAndGet;
        inFlight.whenRoom(gone);
        inFlight.forget(gone);
        inFlight.release(100);
        assertThat(told).hasValue(1);
    }
}
