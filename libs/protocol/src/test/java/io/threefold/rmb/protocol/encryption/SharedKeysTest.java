package io.threefold.rmb.protocol.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharedKeysTest {
    private static EncryptionKeyPair pair(int number) {
        byte[] secret = new byte[32];
        secret[31] = (byte) number;
        return EncryptionKeyPair.fromSecret(secret);
    }

    @Test
    void forgetsTheOneUnusedForLongest() {
        try (EncryptionKeyPair own = pair(100);
                SharedKeys keys = new SharedKeys(own, 3)) {
            List<ByteString> peers = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
                peers.add(pair(i).publicKey());
            }
            byte[] first = keys.get(peers.get(0));
            for (ByteString peer : peers) {
                assertThat(keys.get(peer)).isEqualTo(own.sharedKey(peer));
                keys.get(peers.get(0));
                assertThat(keys.size()).isLessThanOrEqualTo(3);
            }
            assertThat(keys.get(peers.get(0))).isEqualTo(first);
        }
    }

    @Test
    void handsOutCopies() {
        try (EncryptionKeyPair own = pair(1);
                SharedKeys keys = new SharedKeys(own, 3)) {
            ByteString peer = pair(2).publicKey();
            byte[] key = keys.get(peer);
            byte[] expected = key.clone();
            key[0] ^= 1;
            assertThat(keys.get(peer)).isEqualTo(expected);
            keys.get(peer)[0] ^= 1;
            assertThat(keys.get(peer)).isEqualTo(expected);
        }
    }

    @Test
    void closesForGood() {
        EncryptionKeyPair own = pair(1);
        SharedKeys keys = new SharedKeys(own, 3);
        ByteString peer = pair(2).publicKey();
        keys.get(peer);
        keys.close();
        assertThat(keys.size()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> keys.get(peer));
        own.close();
        assertThatIllegalStateException().isThrownBy(() -> own.sharedKey(peer));
    }

    @Test
    void manyThreadsAgree() throws Exception {
        try (EncryptionKeyPair own = pair(77);
                SharedKeys keys = new SharedKeys(own, 2);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<ByteString> peers = List.of(pair(1).publicKey(), pair(2).publicKey(), pair(3).publicKey());
            List<byte[]> expected = peers.stream().map(own::sharedKey).toList();
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        assertThat(keys.get(peers.get(i % 3))).isEqualTo(expected.get(i % 3));
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
            assertThat(keys.size()).isLessThanOrEqualTo(2);
        }
    }
}
