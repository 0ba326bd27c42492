package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;

/** The oneof {@code payload} of PROTOCOL §2. Absent and empty are different things. */
public sealed interface Payload {
    /** No payload field on the wire. */
    Payload NONE = new None();

    /** The bytes as they go into the challenge; empty for {@link None}. */
    ByteString bytes();

    /** Readable by every relay on the way. */
    record Plain(ByteString bytes) implements Payload {}

    /** Nonce, AES-256-GCM ciphertext and tag (PROTOCOL §5). */
    record Cipher(ByteString bytes) implements Payload {}

    /** No payload field on the wire. */
    record None() implements Payload {
        @Override
        public ByteString bytes() {
            return ByteString.EMPTY;
        }
    }
}
