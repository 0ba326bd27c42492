package io.threefold.rmb.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as RFC 6455 §5 draws them, in every cut that TCP may make. */
class WireTapTest {
    private static final byte[] HEAD =
            "GET /?token HTTP/1.1\r\nUpgrade: websocket\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;

    private final List<byte[]> seen = new ArrayList<>();
    private final WireTap tap = new WireTap(seen::add);

    /** Lengths around the borders of the three length fields. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 300_000})
    void messagesOfEveryLengthAreUnmasked(int length) {
        byte[] message = bytes(length);
        see(HEAD);
        see(frame(FIN | BINARY, message, true));
        assertThat(seen).containsExactly(message);
    }

    @Test
    void byteByByteIsTheSame() {
        byte[] first = bytes(200);
        byte[] second = bytes(3);
        for (byte one : join(HEAD, frame(FIN | BINARY, first, true), frame(FIN | BINARY, second, true))) {
            see(new byte[] {one});
        }
        assertThat(seen).containsExactly(first, second);
    }

    @Test
    void framesThatComeWithTheHeadAreSeen() {
        see(join(HEAD, frame(FIN | BINARY, bytes(5), true), frame(FIN | BINARY, bytes(6), true)));
        assertThat(seen).containsExactly(bytes(5), bytes(6));
    }

    @Test
    void fragmentsAreJoinedAroundControlFrames() {
        byte[] message = bytes(30);
        see(HEAD);
        see(frame(BINARY, Arrays.copyOfRange(message, 0, 10), true));
        see(frame(FIN | PING, bytes(4), true));
        see(frame(CONTINUATION, Arrays.copyOfRange(message, 10, 20), true));
        assertThat(seen).isEmpty();
        see(frame(FIN | CONTINUATION, Arrays.copyOfRange(message, 20, 30), true));
        assertThat(seen).containsExactly(message);
    }

    @Test
    void textIsPassedOverAlsoWhenItComesInFragments() {
        see(HEAD);
        see(frame(FIN | TEXT, bytes(3), true));
        see(frame(TEXT, bytes(3), true));
        see(frame(FIN | CONTINUATION, bytes(3), true));
        see(frame(FIN | BINARY, bytes(7), true));
        assertThat(seen).containsExactly(bytes(7));
    }

    @Test
    void unmaskedFramesAreReadToo() {
        see(HEAD);
        see(frame(FIN | BINARY, bytes(9), false));
        assertThat(seen).containsExactly(bytes(9));
    }

    /** Only the given length counts: the rest of a reader's buffer is from an earlier read. */
    @Test
    void bytesBeyondTheLengthAreNotRead() {
        byte[] all = join(HEAD, frame(FIN | BINARY, bytes(9), true));
        byte[] buffer = Arrays.copyOf(all, all.length + 50);
        tap.saw(buffer, all.length);
        see(frame(FIN | BINARY, bytes(2), true));
        assertThat(seen).containsExactly(bytes(9), bytes(2));
    }

    @Test
    void whatNeverEndsIsGivenUpAndNotHeld() {
        see(HEAD);
        byte[] endless = ByteBuffer.allocate(10)
                .put((byte) (FIN | BINARY))
                .put((byte) 127)
                .putLong(Long.MAX_VALUE)
                .array();
        see(endless);
        byte[] chunk = new byte[1 << 20];
        for (int i = 0; i < 9; i++) {
            see(chunk);
        }
        see(frame(FIN | BINARY, bytes(2), true));
        assertThat(seen).isEmpty();
    }

    private void see(byte[] bytes) {
        tap.saw(bytes, bytes.length);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] frame(int first, byte[] payload, boolean masked) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        byte[] key = {0x11, (byte) 0xfe, 0x33, 0x44};
        if (masked) {
            frame.put(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (masked ? payload[i] ^ key[i & 3] : payload[i]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
