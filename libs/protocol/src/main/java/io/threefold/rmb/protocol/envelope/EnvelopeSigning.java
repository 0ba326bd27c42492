package io.threefold.rmb.protocol.envelope;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Signatures;

/** Signing and verifying envelopes: 65 bytes over the {@link Challenge} (PROTOCOL §4). */
public final class EnvelopeSigning {
    /** One type byte and 64 bytes of signature. */
    public static final int SIGNATURE_LENGTH = 65;

    private EnvelopeSigning() {}

    /** Makes the 65 tagged bytes over a message; usually {@code identity::signTagged}. */
    @FunctionalInterface
    public interface Signer {
        /** The type byte and 64 bytes of signature over the message as it is. */
        byte[] signTagged(byte[] message);
    }

    /** Checks the 65 tagged bytes over a message; usually {@code Signatures::verifyTagged}. */
    @FunctionalInterface
    public interface Verifier {
        /** False for anything but a good signature; never throws for bad input. */
        boolean verifyTagged(AccountId account, byte[] message, byte[] signature);
    }

    /** The envelope, which must be stamped and complete, with its signature. An older signature is replaced. */
    public static Envelope sign(Envelope envelope, Signer signer) {
        byte[] signature = signer.signTagged(Challenge.of(envelope));
        if (signature.length != SIGNATURE_LENGTH) {
            throw new IllegalStateException("the signer made " + signature.length + " bytes instead of 65");
        }
        return envelope.withSignature(UnsafeByteOperations.unsafeWrap(signature));
    }

    /** Whether the account signed this envelope. False without a signature, or with one of another length. */
    public static boolean verify(Envelope envelope, AccountId account) {
        return verify(envelope, Challenge.of(envelope), account, Signatures::verifyTagged);
    }

    /** As the other, for whoever needs the challenge anyway (the replay window), or verifies elsewhere. */
    public static boolean verify(Envelope envelope, byte[] challenge, AccountId account, Verifier verifier) {
        ByteString signature = envelope.signature();
        return signature != null
                && signature.size() == SIGNATURE_LENGTH
                && verifier.verifyTagged(account, challenge, signature.toByteArray());
    }
}
