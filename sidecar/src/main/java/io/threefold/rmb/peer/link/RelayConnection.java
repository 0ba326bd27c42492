package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket: bounded reading with back-pressure, liveness, writing. Used on its event loop only, apart from the
 * completion of what the sink was given.
 */
final class RelayConnection {
    private static final System.Logger LOG = System.getLogger(RelayConnection.class.getName());
    private static final short UNSUPPORTED = 1003;
    private static final short TOO_BIG = 1009;
    private static final int WRITE_QUEUE_BYTES = 256 << 10;

    /** Whom the connection tells. */
    interface Events {
        /** A whole binary frame; the stage completes when it is off our hands, null when it is already. */
        @Nullable CompletionStage<Void> received(ByteString frame);

        void roundTrip(Duration time);

        /** Once, when the connection is over for any reason but {@link #close}. */
        void ended(String reason, boolean closeFrame);

        /** There is room again after {@link #full}. */
        void writable();
    }

    private final WebSocket socket;
    private final Context context;
    private final LinkSettings.Inbound bounds;
    private final LongSupplier nanos;
    private final Events events;
    private final ReadingTime readingTime = new ReadingTime();
    private final Liveness liveness;
    private final AtomicInteger doneFrames = new AtomicInteger();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicBoolean doneScheduled = new AtomicBoolean();
    private @Nullable Buffer partial;
    private int heldFrames;
    private long heldBytes;
    private boolean paused;
    private boolean over;
    private @Nullable String reason;

    RelayConnection(WebSocket socket, Context context, LinkSettings settings, LongSupplier nanos, Events events) {
        this.socket = socket;
        this.context = context;
        this.bounds = settings.inbound();
        this.nanos = nanos;
        this.events = events;
        this.liveness = new Liveness(settings.times(), readingTime, nanos.getAsLong());
        socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        socket.frameHandler(this::onFrame);
        socket.pongHandler(this::onPong);
        socket.exceptionHandler(this::onException);
        socket.closeHandler(v -> onClosed());
        socket.drainHandler(v -> events.writable());
    }

    /** Time in which we read. */
    ReadingTime readingTime() {
        return readingTime;
    }

    /** Whether writing has to wait for {@link Events#writable}. */
    boolean full() {
        return over || socket.writeQueueFull();
    }

    void write(ByteString frame) {
        if (!over) {
            socket.writeBinaryMessage(Buffer.buffer(Unpooled.wrappedBuffer(frame.asReadOnlyByteBuffer())));
        }
    }

    /** Looks after liveness; called about every second. */
    void tick() {
        if (over) {
            return;
        }
        switch (liveness.check(nanos.getAsLong())) {
            case PING -> socket.writePing(Buffer.buffer(Long.BYTES).appendLong(nanos.getAsLong()));
            case DEAD -> fail("nothing was heard from the relay for too long", (short) 1001);
            case NOTHING -> {}
        }
    }

    /** Gives a connection up that does not do its duty; {@link Events#ended} follows at once. */
    void fail(String why, short code) {
        if (over) {
            return;
        }
        closeSocket(code, "");
        end(why, false);
    }

    /** Closes for our own reasons; nothing is reported any more. What was read still goes to the sink. */
    void close(short code, String text) {
        if (!over) {
            over = true;
            closeSocket(code, text);
        }
    }

    private void closeSocket(short code, String text) {
        socket.close(code, text).onFailure(e -> LOG.log(System.Logger.Level.TRACE, "close", e));
    }

    private void end(String why, boolean closeFrame) {
        if (!over) {
            over = true;
            events.ended(why, closeFrame);
        }
    }

    private void onClosed() {
        var status = socket.closeStatusCode();
        if (status == null || status == 1006) {
            end("the connection broke" + (reason == null ? "" : " (" + reason + ")"), false);
        } else if (reason != null) {
            end(reason, false);
        } else {
            end("the relay closed the session" + (status == 1005 ? "" : " (" + status + ")"), true);
        }
    }

    private void onException(Throwable error) {
        reason = ConnectFailure.brief(error);
        if (error instanceof io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException
                || error instanceof io.netty.handler.codec.TooLongFrameException) {
            fail(
                    "the relay sent a frame that is malformed or longer than " + bounds.maxMessageBytes() + " bytes",
                    TOO_BIG);
        }
    }

    private void onPong(Buffer payload) {
        var now = nanos.getAsLong();
        liveness.read(now);
        if (payload.length() == Long.BYTES && !over) {
            var time = now - payload.getLong(0);
            if (time >= 0 && time < Duration.ofHours(1).toNanos()) {
                events.roundTrip(Duration.ofNanos(time));
            }
        }
    }

    private void onFrame(WebSocketFrame frame) {
        liveness.read(nanos.getAsLong());
        if (frame.isText()) {
            fail("the relay sent a text frame; relays speak binary", UNSUPPORTED);
        } else if (frame.isBinary() || frame.isContinuation()) {
            collect(frame);
        }
    }

    private void collect(WebSocketFrame frame) {
        var data = frame.binaryData();
        var before = partial;
        if (frame.isBinary() && frame.isFinal()) {
            deliver(data);
            return;
        }
        if (before == null) {
            before = Buffer.buffer();
        }
        if (before.length() + data.length() > bounds.maxMessageBytes()) {
            partial = null;
            fail("the relay sent a message longer than " + bounds.maxMessageBytes() + " bytes", TOO_BIG);
            return;
        }
        before.appendBuffer(data);
        if (frame.isFinal()) {
            partial = null;
            deliver(before);
        } else {
            partial = before;
        }
    }

    private void deliver(Buffer message) {
        var size = message.length();
        var stage = events.received(UnsafeByteOperations.unsafeWrap(message.getBytes()));
        if (stage == null) {
            return;
        }
        heldFrames++;
        heldBytes += size;
        stage.whenComplete((v, e) -> done(size));
        if (!paused && (heldFrames >= bounds.maxFrames() || heldBytes >= bounds.maxBytes())) {
            paused = true;
            readingTime.reading(false, nanos.getAsLong());
            socket.pause();
        }
    }

    /** On any thread. Many completions cost one task on the event loop. */
    private void done(int size) {
        doneFrames.incrementAndGet();
        doneBytes.addAndGet(size);
        if (doneScheduled.compareAndSet(false, true)) {
            context.runOnContext(v -> settle());
        }
    }

    private void settle() {
        doneScheduled.set(false);
        heldFrames -= doneFrames.getAndSet(0);
        heldBytes -= doneBytes.getAndSet(0);
        if (paused && heldFrames <= bounds.maxFrames() / 2 && heldBytes <= bounds.maxBytes() / 2) {
            paused = false;
            readingTime.reading(true, nanos.getAsLong());
            socket.resume();
        }
    }
}
