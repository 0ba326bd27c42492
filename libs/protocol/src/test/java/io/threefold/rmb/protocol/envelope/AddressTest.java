package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AddressTest {
    @Test
    void printsSessionAfterColon() {
        assertThat(new Address(7, "node:1")).hasToString("7:node:1");
        assertThat(Address.of(7)).hasToString("7");
    }

    @Test
    void refusesTwinsBeyond32Bits() {
        assertThatThrownBy(() -> Address.of(4294967296L)).hasMessageContaining("4294967296");
    }

    @Property
    void takesEveryTwin(@ForAll @LongRange(min = 0, max = 4294967295L) long twin) {
        assertThat(Address.of(twin).twin()).isEqualTo(twin);
    }
}
