package io.threefold.rmb.protocol.identity;

/**
 * The signature scheme of a twin's account. The tag byte stands in front of every RMB signature (PROTOCOL §4), so a
 * verifier needs no other hint.
 */
public enum KeyType {
    /** schnorrkel on ristretto255, signing context {@code substrate}; the default of every RMB client. */
    SR25519((byte) 's'),
    /** RFC 8032. */
    ED25519((byte) 'e');

    private final byte tag;

    KeyType(byte tag) {
        this.tag = tag;
    }

    /** The first of the 65 bytes of an RMB signature: {@code 0x73} or {@code 0x65}. */
    public byte tag() {
        return tag;
    }
}
