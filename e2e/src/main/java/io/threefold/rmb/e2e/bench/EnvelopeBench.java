package io.threefold.rmb.e2e.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.threefold.rmb.protocol.envelope.Acceptance;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Challenge;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.EnvelopeCodec;
import io.threefold.rmb.protocol.envelope.EnvelopeLimits;
import io.threefold.rmb.protocol.envelope.MalformedEnvelopeException;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.queue.IncomingRequest;
import io.threefold.rmb.protocol.queue.OutgoingRequest;
import io.threefold.rmb.protocol.queue.QueueCodec;
import io.threefold.rmb.protocol.queue.QueueNames;
import io.threefold.rmb.protocol.queue.QueueRead;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a message costs besides cryptography: the envelope's codec and challenge, and the JSON of the Redis lists. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls setUp
public class EnvelopeBench {
    /** Payload bytes. */
    @Param({"100", "4096", "262144"})
    int size;

    private Envelope envelope;
    private byte[] frame;
    private ByteString frameString;
    private byte[] request;
    private IncomingRequest incoming;

    @Setup
    public void setUp() {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        ByteString data = UnsafeByteOperations.unsafeWrap(payload);
        long now = 1_700_000_000;
        envelope = Envelope.of(
                        "4b2ff4a3-2f6a-4a30-9c2a-7d9b3a3f0c11",
                        new Address(7, "replica-0"),
                        Address.of(42),
                        new Message.Request("calculator.add"),
                        300)
                .withTimes(now, 300)
                .withSchema("application/json")
                .withPayload(new Payload.Cipher(data))
                .withSignature(ByteString.copyFrom(new byte[65]));
        frame = EnvelopeCodec.encode(envelope);
        frameString = ByteString.copyFrom(frame);
        request = QueueCodec.DEFAULT.write(new OutgoingRequest(
                envelope.uid(), "calculator.add", 300, data, null, List.of(42L), "ret", "application/json", now));
        incoming = new IncomingRequest(
                envelope.uid(),
                new Address(7, "replica-0"),
                "calculator.add",
                300,
                data,
                null,
                QueueNames.REPLY,
                "application/json",
                now);
    }

    @Benchmark
    public byte[] encode() {
        return EnvelopeCodec.encode(envelope);
    }

    @Benchmark
    public Envelope decode() throws MalformedEnvelopeException {
        return EnvelopeCodec.decode(frame, EnvelopeLimits.DEFAULT);
    }

    @Benchmark
    public Envelope decodeSharing() throws MalformedEnvelopeException {
        return EnvelopeCodec.decode(frameString, EnvelopeLimits.DEFAULT);
    }

    @Benchmark
    public byte[] challenge() {
        return Challenge.of(envelope);
    }

    @Benchmark
    public Acceptance.Verdict accept() {
        return Acceptance.forTwin(envelope, 42, 1_700_000_001);
    }

    @Benchmark
    public QueueRead<OutgoingRequest> readJson() {
        return QueueCodec.DEFAULT.readOutgoingRequest(request);
    }

    @Benchmark
    public byte[] writeJson() {
        return QueueCodec.DEFAULT.write(incoming);
    }
}
