package io.threefold.rmb.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineDiffTest {
    @Test
    void hunksHaveContextAndCounts() {
        String before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\n";
        String after = "a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\nnew\nl\nm\n";
        assertThat(LineDiff.unified("x", before, after)).isEqualTo("""
                        --- x
                        +++ x with its peer
                        @@ -1,5 +1,5 @@
                         a
                        -b
                        +B
                         c
                         d
                         e
                        @@ -9,5 +9,6 @@
                         i
                         j
                         k
                        +new
                         l
                         m
                        """);
        assertThat(LineDiff.unified("x", before, before)).isEmpty();
    }
}
