package io.threefold.rmb.tfchain.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScalePropertyTest {
    private static ScaleReader reader(ScaleWriter out) {
        return new ScaleReader(out.toBytes());
    }

    @Property
    void compactLong(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long value) throws Exception {
        ScaleReader in = reader(new ScaleWriter().compact(value));
        assertThat(in.compactBig()).isEqualTo(BigInteger.valueOf(value));
        in.expectEnd();
    }

    @Property
    void compactBig(@ForAll @BigRange(min = "0", max = "340282366920938463463374607431768211455") BigInteger value)
            throws Exception {
        ScaleReader in = reader(new ScaleWriter().compact(value));
        assertThat(in.compactBig()).isEqualTo(value);
        in.expectEnd();
    }

    @Property
    void u128(@ForAll @BigRange(min = "0", max = "340282366920938463463374607431768211455") BigInteger value)
            throws Exception {
        assertThat(reader(new ScaleWriter().u128(value)).unsigned(16)).isEqualTo(value);
    }

    @Property
    void numbers(@ForAll @LongRange(min = 0, max = 0xffffffffL) long u32, @ForAll long u64, @ForAll boolean bool)
            throws Exception {
        ScaleReader in = reader(new ScaleWriter().u32(u32).u64(u64).bool(bool));
        assertThat(in.u32()).isEqualTo(u32);
        assertThat(in.u64()).isEqualTo(u64);
        assertThat(in.bool()).isEqualTo(bool);
        in.expectEnd();
    }

    @Property
    void bytes(@ForAll @Size(max = 300) byte[] bytes) throws Exception {
        ScaleReader in = reader(
                new ScaleWriter().byteVector(bytes).optionalByteVector(bytes).optionalByteVector(null));
        assertThat(in.byteVector(300)).isEqualTo(bytes);
        assertThat(in.option()).isTrue();
        assertThat(in.byteVector(300)).isEqualTo(bytes);
        assertThat(in.option()).isFalse();
        in.expectEnd();
    }

    @Property
    void hex(@ForAll @Size(max = 100) byte[] bytes) throws Exception {
        assertThat(Hex.decode(Hex.encode(bytes))).isEqualTo(bytes);
    }

    @Test
    void bounds() {
        // 2^30-1 elements announced, four bytes there.
        assertThatThrownBy(() -> new ScaleReader(new byte[] {-2, -1, -1, -1, 0, 0, 0, 0}).vectorLength(1))
                .isInstanceOf(ScaleException.class);
        // Not the shortest form.
        assertThatThrownBy(() -> new ScaleReader(new byte[] {1, 0}).compactBig())
                .isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> new ScaleReader(new byte[] {3, 0, 0, 0, 0}).compactBig())
                .isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> new ScaleReader(new byte[] {2}).bool()).isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> new ScaleReader(new byte[] {8, -1, -1}).text(10))
                .isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> Hex.decode("0xabc")).isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> Hex.decode("ab")).isInstanceOf(ScaleException.class);
        assertThatThrownBy(() -> Hex.decodeNumber("0x")).isInstanceOf(ScaleException.class);
    }
}
