package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The 16 bytes that are signed (PROTOCOL §3): MD5 over the fields with nothing between them, so that bytes can be moved
 * between neighbouring fields without changing it. Neither integrity nor identity of an envelope follows from it alone: see
 * {@link Acceptance} and the replay window. Stateless and thread-safe.
 */
public final class Challenge {
    /** Length in bytes. */
    public static final int LENGTH = 16;

    private static final MessageDigest PROTOTYPE = md5();

    private Challenge() {}

    /** The digest of an envelope, whatever its signature. An absent address counts as twin 0 and no session. */
    public static byte[] of(Envelope envelope) {
        MessageDigest md5 = fresh();
        text(md5, envelope.uid());
        text(md5, envelope.tags());
        text(md5, Long.toUnsignedString(envelope.timestamp()));
        text(md5, Long.toUnsignedString(envelope.expiration()));
        address(md5, envelope.source());
        address(md5, envelope.destination());
        switch (envelope.message()) {
            case Message.Request request -> text(md5, request.command());
            case Message.Error error -> {
                text(md5, Long.toString(error.code()));
                text(md5, error.message());
            }
            case Message.Response ignored -> {}
            case Message.Ping ignored -> {}
            case Message.Pong ignored -> {}
            case Message.None ignored -> {}
        }
        text(md5, envelope.schema());
        text(md5, envelope.federation());
        bytes(md5, envelope.payload().bytes());
        for (String relay : envelope.relays()) {
            text(md5, relay);
        }
        return md5.digest();
    }

    private static void address(MessageDigest md5, @Nullable Address address) {
        if (address == null) {
            md5.update((byte) '0');
            return;
        }
        text(md5, Long.toString(address.twin()));
        text(md5, address.connection());
    }

    private static void text(MessageDigest md5, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            md5.update(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void bytes(MessageDigest md5, ByteString bytes) {
        if (bytes.isEmpty()) {
            return;
        }
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, new Into(md5));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A clone costs a third of a look-up by name and shares nothing with the prototype. */
    private static MessageDigest fresh() {
        try {
            return (MessageDigest) PROTOTYPE.clone();
        } catch (CloneNotSupportedException e) {
            return md5();
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no MD5, which the RMB challenge is made with", e);
        }
    }

    /** Feeds the bytes without copying them first. */
    private static final class Into extends ByteOutput {
        private final MessageDigest md5;

        private Into(MessageDigest md5) {
            this.md5 = md5;
        }

        @Override
        public void write(byte value) {
            md5.update(value);
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            md5.update(value, offset, length);
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            md5.update(value, offset, length);
        }

        @Override
        public void write(ByteBuffer value) {
            md5.update(value);
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            md5.update(value);
        }
    }
}
