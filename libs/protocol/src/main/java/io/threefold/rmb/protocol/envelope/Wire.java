package io.threefold.rmb.protocol.envelope;

/** Protobuf tags (field number and wire type) of PROTOCOL §2; a test compares them with envelope.proto. */
final class Wire {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    static final int UID = 1 << 3 | BYTES;
    static final int TAGS = 2 << 3 | BYTES;
    static final int TIMESTAMP = 3 << 3 | VARINT;
    static final int EXPIRATION = 4 << 3 | VARINT;
    static final int SOURCE = 5 << 3 | BYTES;
    static final int DESTINATION = 6 << 3 | BYTES;
    static final int REQUEST = 7 << 3 | BYTES;
    static final int RESPONSE = 8 << 3 | BYTES;
    static final int SIGNATURE = 9 << 3 | BYTES;
    static final int SCHEMA = 10 << 3 | BYTES;
    static final int FEDERATION = 11 << 3 | BYTES;
    static final int ERROR = 12 << 3 | BYTES;
    static final int PLAIN = 13 << 3 | BYTES;
    static final int CIPHER = 14 << 3 | BYTES;
    static final int PING = 15 << 3 | BYTES;
    static final int PONG = 16 << 3 | BYTES;
    static final int RELAYS = 17 << 3 | BYTES;

    /** Of an address. */
    static final int TWIN = 1 << 3 | VARINT;
    /** Of an address. */
    static final int CONNECTION = 2 << 3 | BYTES;
    /** Of a request. */
    static final int COMMAND = 1 << 3 | BYTES;
    /** Of an error. */
    static final int CODE = 1 << 3 | VARINT;
    /** Of an error. */
    static final int MESSAGE = 2 << 3 | BYTES;

    private Wire() {}
}
