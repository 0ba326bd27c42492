package io.threefold.rmb.protocol.identity;

import io.threefold.rmb.protocol.sr25519.Sr25519;

/** Verifies signatures of others. Whatever the input, the answer is true or false, never an exception. */
public final class Signatures {
    private Signatures() {}

    /**
     * Verifies an RMB signature; its first byte names the scheme (PROTOCOL §4).
     *
     * @param signature should be {@value Identity#TAGGED_LENGTH} bytes; every other length or type byte is false
     */
    public static boolean verifyTagged(AccountId signer, byte[] message, byte[] signature) {
        if (signature.length != Identity.TAGGED_LENGTH) {
            return false;
        }
        for (KeyType type : KeyType.values()) {
            if (signature[0] == type.tag()) {
                return verify(type, signer, message, signature, 1);
            }
        }
        return false;
    }

    /**
     * Verifies a bare signature.
     *
     * @param signature should be {@value Identity#SIGNATURE_LENGTH} bytes; every other length is false
     */
    public static boolean verify(KeyType type, AccountId signer, byte[] message, byte[] signature) {
        return signature.length == Identity.SIGNATURE_LENGTH && verify(type, signer, message, signature, 0);
    }

    private static boolean verify(KeyType type, AccountId signer, byte[] message, byte[] signature, int offset) {
        byte[] publicKey = signer.bytes();
        return switch (type) {
            case SR25519 -> Sr25519.verify(publicKey, message, signature, offset);
            case ED25519 -> Ed25519Signer.verify(publicKey, message, signature, offset);
        };
    }
}
