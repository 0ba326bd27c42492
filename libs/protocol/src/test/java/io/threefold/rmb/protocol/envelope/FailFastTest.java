package io.threefold.rmb.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailFastTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fail-fast",
                "a,fail-fast",
                "fail-fast,b",
                "a fail-fast\tb",
                "\u00a0fail-fast\n",
                "fail-fastx fail-fast"
            })
    void isAToken(String tags) {
        assertThat(FailFast.isIn(tags)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "fail", "Fail-Fast", "fail-fastx", "xfail-fast", "fail-fast;", "fail -fast", "fail-fas t"})
    void isNothingElse(String tags) {
        assertThat(FailFast.isIn(tags)).isFalse();
    }

    @Property
    void agreesWithSplitting(
            @ForAll @StringLength(max = 30) @CharRange(from = 'a', to = 'c') String before, @ForAll int pick) {
        String tags = before.replace("a", ",").replace("b", " ").replace("c", (pick & 1) == 0 ? "fail-fast" : "c");
        boolean expected = Arrays.asList(tags.split("[,\\s]")).contains("fail-fast");
        assertThat(FailFast.isIn(tags)).isEqualTo(expected);
    }
}
