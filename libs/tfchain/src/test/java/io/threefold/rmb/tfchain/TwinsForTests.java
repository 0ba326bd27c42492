package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Twins for tests. */
final class TwinsForTests {
    static final ByteString KEY = ByteString.copyFrom(filled(33, 3));

    private TwinsForTests() {}

    static Twin twin(long id, String... relays) {
        return new Twin(id, account((int) id), new TreeSet<>(List.of(relays)), KEY);
    }

    static AccountId account(int n) {
        return AccountId.of(filled(32, n));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
