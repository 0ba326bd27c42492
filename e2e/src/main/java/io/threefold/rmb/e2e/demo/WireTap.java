package io.threefold.rmb.e2e.demo;

import io.threefold.rmb.e2e.process.TcpLink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes the binary WebSocket messages out of what a client sends (RFC 6455 §5), so that the demo can show what really
 * leaves the machine. Handles one connection; fragments are put together, control frames passed over.
 */
final class WireTap implements TcpLink.Tap {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_HELD = 8 * 1024 * 1024;

    private final Consumer<byte[]> messages;
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private byte[] held = new byte[0];
    private boolean upgraded;
    private boolean binary;
    private boolean gaveUp;

    WireTap(Consumer<byte[]> messages) {
        this.messages = messages;
    }

    @Override
    public void saw(byte[] bytes, int length) {
        if (gaveUp || held.length + length > MAX_HELD) {
            gaveUp = true;
            held = new byte[0];
            return;
        }
        byte[] all = new byte[held.length + length];
        System.arraycopy(held, 0, all, 0, held.length);
        System.arraycopy(bytes, 0, all, held.length, length);
        ByteBuffer buffer = ByteBuffer.wrap(all);
        if (!upgraded) {
            int end = endOfHead(all);
            if (end < 0) {
                held = all;
                return;
            }
            upgraded = true;
            buffer.position(end);
        }
        while (frame(buffer)) {
            // one frame after the other
        }
        held = new byte[buffer.remaining()];
        buffer.get(held);
    }

    private static int endOfHead(byte[] bytes) {
        for (int i = 0; i + END_OF_HEAD.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return i + END_OF_HEAD.length;
            }
        }
        return -1;
    }

    private boolean frame(ByteBuffer buffer) {
        buffer.mark();
        if (buffer.remaining() < 2) {
            return false;
        }
        int first = buffer.get() & 0xFF;
        int second = buffer.get() & 0xFF;
        long length = second & 0x7F;
        int extra = length == 126 ? 2 : length == 127 ? 8 : 0;
        int mask = (second & 0x80) == 0 ? 0 : 4;
        if (buffer.remaining() < extra + mask) {
            buffer.reset();
            return false;
        }
        if (extra == 2) {
            length = buffer.getShort() & 0xFFFF;
        } else if (extra == 8) {
            length = buffer.getLong();
        }
        byte[] key = new byte[mask];
        buffer.get(key);
        if (length < 0 || length > buffer.remaining()) {
            buffer.reset();
            return false;
        }
        byte[] payload = new byte[(int) length];
        buffer.get(payload);
        for (int i = 0; mask > 0 && i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        message(first, payload);
        return true;
    }

    private void message(int first, byte[] payload) {
        int opcode = first & 0x0F;
        if (opcode > 2) {
            return;
        }
        if (opcode != 0) {
            binary = opcode == 2;
        }
        if (!binary || fragments.size() + payload.length > MAX_HELD) {
            return;
        }
        fragments.writeBytes(payload);
        if ((first & 0x80) != 0) {
            messages.accept(fragments.toByteArray());
            fragments.reset();
        }
    }
}
