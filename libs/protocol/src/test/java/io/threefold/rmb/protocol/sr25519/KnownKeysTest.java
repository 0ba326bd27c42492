package io.threefold.rmb.protocol.sr25519;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private final KnownKeys known = new KnownKeys();

    private static byte[] key(int number) {
        byte[] scalar = new byte[32];
        scalar[0] = (byte) number;
        scalar[1] = (byte) (number >> 8);
        return Ristretto.encode(FixedBase.multiply(scalar));
    }

    @Test
    void preparesAKeyThatWasVerifiedTwice() {
        byte[] key = key(1);
        assertThat(known.find(key)).isNull();
        known.verified(key, EdwardsPoint.base());
        assertThat(known.find(key)).isNull();
        known.verified(key, EdwardsPoint.base());
        assertThat(known.find(key)).isNotNull();
        assertThat(known.find(key(2))).isNull();
    }

    @Test
    void manyKeysOnlyDisplaceEachOther() {
        for (int i = 1; i <= 1000; i++) {
            byte[] key = key(i);
            known.verified(key, EdwardsPoint.base());
            known.verified(key, EdwardsPoint.base());
            assertThat(known.find(key)).isNotNull();
        }
        int kept = 0;
        for (int i = 1; i <= 1000; i++) {
            kept += known.find(key(i)) == null ? 0 : 1;
        }
        assertThat(kept).isBetween(32, 128);
    }
}
