package io.threefold.rmb.protocol.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.EnvelopeSigning;
import io.threefold.rmb.protocol.identity.KeyType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Takes a token apart. */
final class TokenReader {
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(32)
                    .maxStringLength(RelayToken.MAX_LENGTH)
                    .maxNameLength(256)
                    .build())
            .build();

    private static final String ALGORITHM = "RS512";

    private TokenReader() {}

    static RelayToken.Parse read(String token) {
        if (token.length() > RelayToken.MAX_LENGTH) {
            return new RelayToken.Rejected(TokenRejectReason.TOO_LONG);
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            return new RelayToken.Rejected(TokenRejectReason.NOT_A_TOKEN);
        }
        byte[] header = decode(token.substring(0, first));
        byte[] claims = decode(token.substring(first + 1, second));
        byte[] signature = decode(token.substring(second + 1));
        if (header == null || claims == null || signature == null) {
            return new RelayToken.Rejected(TokenRejectReason.NOT_A_TOKEN);
        }
        String algorithm;
        try {
            algorithm = algorithm(header);
        } catch (IOException e) {
            return new RelayToken.Rejected(TokenRejectReason.BAD_HEADER);
        }
        if (algorithm == null) {
            return new RelayToken.Rejected(TokenRejectReason.BAD_HEADER);
        }
        if (!algorithm.equals(ALGORITHM)) {
            return new RelayToken.Rejected(TokenRejectReason.WRONG_ALGORITHM);
        }
        RelayToken read;
        try {
            read = claims(claims);
        } catch (IOException e) {
            read = null;
        }
        if (read == null) {
            return new RelayToken.Rejected(TokenRejectReason.BAD_CLAIMS);
        }
        if (signature.length != EnvelopeSigning.SIGNATURE_LENGTH || !isKnownType(signature[0])) {
            return new RelayToken.Rejected(TokenRejectReason.BAD_SIGNATURE);
        }
        byte[] input = token.substring(0, second).getBytes(StandardCharsets.US_ASCII);
        return new RelayToken.Unverified(read, input, signature);
    }

    /** Null unless it is exactly what an encoder without padding writes. */
    private static byte @Nullable [] decode(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(part);
            return canonical ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isKnownType(byte tag) {
        for (KeyType type : KeyType.values()) {
            if (type.tag() == tag) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String algorithm(byte[] header) throws IOException {
        String algorithm = null;
        try (JsonParser in = open(header)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                if (name.equals("alg")) {
                    if (value != JsonToken.VALUE_STRING) {
                        return null;
                    }
                    algorithm = in.getText();
                } else {
                    in.skipChildren();
                }
            }
            return in.nextToken() == null ? algorithm : null;
        }
    }

    private static @Nullable RelayToken claims(byte[] claims) throws IOException {
        long twin = -1;
        long issuedAt = -1;
        long expiresAt = -1;
        String session = null;
        try (JsonParser in = open(claims)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                switch (name) {
                    case "sub" -> twin = whole(in, value);
                    case "iat" -> issuedAt = whole(in, value);
                    case "exp" -> expiresAt = whole(in, value);
                    case "sid" -> {
                        if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NULL) {
                            return null;
                        }
                        session = value == JsonToken.VALUE_NULL ? null : in.getText();
                    }
                    default -> in.skipChildren();
                }
            }
            boolean bad =
                    in.nextToken() != null || twin < 1 || twin > Address.MAX_TWIN || issuedAt < 0 || expiresAt < 0;
            return bad ? null : new RelayToken(twin, session, issuedAt, expiresAt);
        }
    }

    /** The value of a whole number from 0 to 2^63-1; -1 for anything else, with nested values read over. */
    private static long whole(JsonParser in, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT) {
            in.skipChildren();
            return -1;
        }
        return in.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : in.getLongValue();
    }

    /** Through a strict UTF-8 reader: given bytes, Jackson would guess the encoding and take UTF-16 as well. */
    private static JsonParser open(byte[] json) throws IOException {
        Reader reader = new InputStreamReader(
                new ByteArrayInputStream(json),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return JSON.createParser(reader);
    }
}
