package io.threefold.rmb.protocol.identity;

import io.threefold.rmb.protocol.sr25519.Sr25519KeyPair;

/** Signs with schnorrkel. */
record Sr25519Signer(Sr25519KeyPair pair) implements Identity.Signer {
    @Override
    public byte[] publicKey() {
        return pair.publicKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        return pair.sign(message);
    }

    @Override
    public void close() {
        pair.close();
    }

    @Override
    public String toString() {
        return "Sr25519Signer";
    }
}
