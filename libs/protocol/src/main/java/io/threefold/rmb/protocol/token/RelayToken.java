package io.threefold.rmb.protocol.token;

import com.fasterxml.jackson.core.JsonGenerator;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Signatures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The token with which a twin opens a session on a relay (PROTOCOL §4): a JWT that says RS512 whatever the key is. Read in
 * two steps, since the account has to be looked up in between: {@link #parse} tells the twin that the token claims,
 * {@link Unverified#verify} whether that is true.
 *
 * @param twin 1 to 2^32-1
 * @param session null for the session without an id
 * @param issuedAt unix seconds; nobody checks it
 * @param expiresAt unix seconds, the last one in which the token is good
 */
public record RelayToken(long twin, @Nullable String session, long issuedAt, long expiresAt) {
    /** Longer tokens are refused unread. */
    public static final int MAX_LENGTH = 4096;
    /** Seconds that a token of the reference peer is good for. */
    public static final long DEFAULT_TTL_SECONDS = 300;

    private static final String HEADER = "{\"alg\":\"RS512\"}";

    /** The session that the token opens. */
    public Address address() {
        return new Address(twin, session);
    }

    /** What {@link #parse} returns. */
    public sealed interface Parse {}

    /** What {@link Unverified#verify} returns. */
    public sealed interface Verdict {}

    /** Refused. */
    public record Rejected(TokenRejectReason reason) implements Parse, Verdict {}

    /** Signed by the account and not expired. */
    public record Valid(RelayToken token) implements Verdict {}

    /** Well-formed; who made it is not known yet. */
    public static final class Unverified implements Parse {
        private final RelayToken claims;
        private final byte[] signingInput;
        private final byte[] signature;

        Unverified(RelayToken claims, byte[] signingInput, byte[] signature) {
            this.claims = claims;
            this.signingInput = signingInput;
            this.signature = signature;
        }

        /** The claims, which anybody may have written. */
        public RelayToken claims() {
            return claims;
        }

        /** True when {@code now}, unix seconds, lies behind {@code exp}; cheaper than the signature, so ask it first. */
        public boolean isExpired(long now) {
            return now > claims.expiresAt();
        }

        /** Judges expiry and signature. */
        public Verdict verify(AccountId account, long now) {
            return verify(account, now, Signatures::verifyTagged);
        }

        /** Judges expiry and signature. */
        public Verdict verify(AccountId account, long now, EnvelopeSigning.Verifier verifier) {
            if (isExpired(now)) {
                return new Rejected(TokenRejectReason.EXPIRED);
            }
            return verifier.verifyTagged(account, signingInput, signature)
                    ? new Valid(claims)
                    : new Rejected(TokenRejectReason.BAD_SIGNATURE);
        }
    }

    /**
     * Makes a token as the reference peer does.
     *
     * @param twin 1 to 2^32-1
     * @param session null for the session without an id
     * @param issuedAt unix seconds
     * @param ttlSeconds usually {@link #DEFAULT_TTL_SECONDS}
     */
    public static String issue(
            long twin, @Nullable String session, long issuedAt, long ttlSeconds, EnvelopeSigning.Signer signer) {
        if (twin < 1 || twin > Address.MAX_TWIN) {
            throw new IllegalArgumentException("a twin is a number from 1 to 4294967295, not " + twin);
        }
        String input = encode(HEADER.getBytes(StandardCharsets.US_ASCII))
                + "."
                + encode(claims(twin, session, issuedAt, Math.addExact(issuedAt, ttlSeconds)));
        byte[] signature = signer.signTagged(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + encode(signature);
    }

    /** Reads a token, bounded and without throwing. Odd JSON is refused: duplicate keys, trailing text, wrong types. */
    public static Parse parse(String token) {
        return TokenReader.read(token);
    }

    private static byte[] claims(long twin, @Nullable String session, long issuedAt, long expiresAt) {
        var out = new ByteArrayOutputStream(128);
        try (JsonGenerator json = TokenReader.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("sub", twin);
            json.writeStringField("sid", wellFormed(session));
            json.writeNumberField("iat", issuedAt);
            json.writeNumberField("exp", expiresAt);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The generator refuses half a surrogate pair; the envelope's address turns it into '?', so must the token. */
    private static @Nullable String wellFormed(@Nullable String session) {
        return session == null ? null : new String(session.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
