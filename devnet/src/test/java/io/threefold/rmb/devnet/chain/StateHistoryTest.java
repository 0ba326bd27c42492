package io.threefold.rmb.devnet.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class StateHistoryTest {
    /** Whatever happens and is forgotten: every kept block reads as a plain map of its time would. */
    @Property(tries = 300)
    void agreesWithPlainMaps(
            @ForAll("blocks") List<Map<String, Integer>> blocks, @ForAll @IntRange(max = 20) int forget) {
        StateHistory history = new StateHistory(0);
        List<TreeMap<String, byte[]>> expected = new ArrayList<>();
        TreeMap<String, byte[]> now = new TreeMap<>();
        for (int number = 0; number < blocks.size(); number++) {
            TreeMap<String, byte[]> changes = new TreeMap<>();
            blocks.get(number)
                    .forEach((key, value) -> changes.put(key, value == 0 ? null : new byte[] {value.byteValue()}));
            history.apply(number, changes);
            changes.forEach((key, value) -> {
                if (value == null) {
                    now.remove(key);
                } else {
                    now.put(key, value);
                }
            });
            expected.add(new TreeMap<>(now));
        }
        int oldest = Math.min(forget, blocks.size() - 1);
        history.forgetBefore(oldest);
        for (int number = oldest; number < blocks.size(); number++) {
            TreeMap<String, byte[]> then = expected.get(number);
            for (String key : List.of("aa", "ab", "ba", "bb", "c")) {
                assertThat(history.at(number).get(key)).isEqualTo(then.get(key));
            }
            assertThat(history.keys("a", null, 10, number))
                    .containsExactlyElementsOf(then.subMap("a", "b").keySet());
            assertThat(history.keys("", "ab", 1, number))
                    .containsExactlyElementsOf(
                            then.tailMap("ab", false).keySet().stream().limit(1).toList());
            assertThat(history.all(number).keySet()).isEqualTo(then.keySet());
        }
    }

    @Provide
    Arbitrary<List<Map<String, Integer>>> blocks() {
        Arbitrary<Map<String, Integer>> block = Arbitraries.maps(
                        Arbitraries.of("aa", "ab", "ba", "bb", "c"),
                        Arbitraries.integers().between(0, 5))
                .ofMaxSize(4);
        return block.list().ofMinSize(1).ofMaxSize(20);
    }
}
