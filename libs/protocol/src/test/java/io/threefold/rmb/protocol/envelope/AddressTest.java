package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.WithNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Property
    void readsWhatItPrints(
            @ForAll @LongRange(min = 0, max = Address.MAX_TWIN) long twin, @ForAll @WithNull String connection) {
        Address address = new Address(twin, connection);
        assertThat(Address.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", ":s", "x", "-1", "+1", " 1", "1 ", "1.0", "4294967296", "99999999999", "\u0661", "0x1"})
    void readsNothingElse(String text) {
        assertThat(Address.parse(text)).isNull();
    }

    @Test
    void keepsAnEmptySession() {
        assertThat(Address.parse("7:")).isEqualTo(new Address(7, ""));
    }
}
