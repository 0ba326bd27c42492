package io.threefold.rmb.relay;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that does nothing by itself: no pongs, no answers to Close, and any frame one likes. */
final class RawSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    final String head;

    record Frame(int opcode, byte[] data) {}

    RawSocket(int port, String requestLine, String... headers) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(10_000);
            in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 64 << 10));
            out = socket.getOutputStream();
            var request = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: localhost\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            head = readHead();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawSocket upgrade(int port, String pathAndQuery) {
        return new RawSocket(
                port,
                "GET " + pathAndQuery,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
    }

    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    private String readHead() throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            text.append((char) next);
        }
        return text.toString();
    }

    void raw(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(int opcode, boolean last, byte[] data) {
        ByteBuffer frame = ByteBuffer.allocate(data.length + 14);
        frame.put((byte) (opcode | (last ? 0x80 : 0)));
        if (data.length < 126) {
            frame.put((byte) (0x80 | data.length));
        } else if (data.length < 65536) {
            frame.put((byte) (0x80 | 126)).putShort((short) data.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(data.length);
        }
        frame.putInt(0).put(data);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        raw(bytes);
    }

    /** The next frame; null at the end of the stream. */
    Frame next() {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            int length = in.readUnsignedByte() & 0x7f;
            long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] data = new byte[(int) size];
            in.readFully(data);
            return new Frame(first & 0x0f, data);
        } catch (IOException e) {
            return null;
        }
    }

    /** The next frame that is neither ping nor pong. */
    Frame nextOf(int opcode) {
        for (Frame frame = next(); ; frame = next()) {
            if (frame == null || frame.opcode() == opcode) {
                return frame;
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
