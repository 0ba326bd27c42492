package io.threefold.rmb.e2e.bench;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.encryption.PayloadCipher;
import io.threefold.rmb.protocol.encryption.SharedKeys;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.identity.Signatures;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one message costs in cryptography, on one thread: challenges are 16 bytes. Samples single operations, so that the
 * median stays right on a machine that has other work to do.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@Threads(1)
public class CryptoBench {
    /** Signing and verifying with one key. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Signing {
        /** The signature scheme. */
        @Param
        public KeyType type;

        private Identity identity;
        private AccountId account;
        private byte[] challenge;
        private byte[] signature;

        /** Makes the key and one signature. */
        @Setup
        public void start() {
            identity = Identity.fromSecret("//Alice".getBytes(StandardCharsets.US_ASCII), type);
            account = identity.account();
            challenge = new byte[16];
            signature = identity.signTagged(challenge);
        }

        /** Wipes the key. */
        @TearDown
        public void stop() {
            identity.close();
        }
    }

    /** Verifying for more senders than the verifier remembers, so that each one is as if seen for the first time. */
    @State(Scope.Benchmark)
    public static class Strangers {
        private static final int COUNT = 1024;

        private final AccountId[] accounts = new AccountId[COUNT];
        private final byte[][] signatures = new byte[COUNT][];
        private final byte[] challenge = new byte[16];
        private int next;

        /** Makes the keys and a signature of each. */
        @Setup(Level.Trial)
        public void start() {
            for (int i = 0; i < COUNT; i++) {
                byte[] secret = ("//" + i).getBytes(StandardCharsets.US_ASCII);
                try (Identity identity = Identity.fromSecret(secret, KeyType.SR25519)) {
                    accounts[i] = identity.account();
                    signatures[i] = identity.signTagged(challenge);
                }
            }
        }
    }

    /** Encrypting between two twins. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Payloads {
        /** Length of the plain text in bytes. */
        @Param({"100", "1024"})
        public int size;

        private Identity sender;
        private Identity receiver;
        private PayloadCipher seal;
        private PayloadCipher open;
        private ByteString from;
        private ByteString to;
        private byte[] plain;
        private byte[] sealed;

        /** Makes the keys and one cipher. */
        @Setup
        public void start() {
            sender = Identity.fromSecret("//Alice".getBytes(StandardCharsets.US_ASCII), KeyType.SR25519);
            receiver = Identity.fromSecret("//Bob".getBytes(StandardCharsets.US_ASCII), KeyType.SR25519);
            seal = new PayloadCipher(new SharedKeys(sender.encryption(), 8));
            open = new PayloadCipher(new SharedKeys(receiver.encryption(), 8));
            from = sender.encryption().publicKey();
            to = receiver.encryption().publicKey();
            plain = new byte[size];
            sealed = seal.seal(to, plain);
        }

        /** Wipes the keys. */
        @TearDown
        public void stop() {
            sender.close();
            receiver.close();
        }
    }

    /** One signature in RMB's form. */
    @Benchmark
    public byte[] sign(Signing state) {
        return state.identity.signTagged(state.challenge);
    }

    /** One verification for a sender that was seen before. */
    @Benchmark
    public boolean verify(Signing state) {
        return Signatures.verifyTagged(state.account, state.challenge, state.signature);
    }

    /** One verification for a sender that was not seen before. */
    @Benchmark
    public boolean verifyStranger(Strangers state) {
        int i = state.next++ % Strangers.COUNT;
        return Signatures.verifyTagged(state.accounts[i], state.challenge, state.signatures[i]);
    }

    /** One encryption with a known shared key. */
    @Benchmark
    public byte[] seal(Payloads state) {
        return state.seal.seal(state.to, state.plain);
    }

    /** One decryption with a known shared key. */
    @Benchmark
    public PayloadCipher.Result open(Payloads state) {
        return state.open.open(state.from, state.sealed);
    }

    /** What the first message to a peer costs: making the shared key, and encrypting. */
    @Benchmark
    public byte[] sealForNewPeer(Payloads state) {
        try (SharedKeys fresh = new SharedKeys(state.sender.encryption(), 1)) {
            return new PayloadCipher(fresh).seal(state.to, state.plain);
        }
    }
}
