package io.threefold.rmb.protocol.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All fields of one message. Goes on after a field that breaks a rule, so that {@code ret}, {@code ref} and {@code dst} can
 * still be found behind it; the first broken rule is the one reported. A null counts as absent.
 */
final class QueueFields {
    /** What a message of this kind consists of; other keys are read over. */
    enum Kind {
        OUTGOING_REQUEST("ver", "ref", "cmd", "exp", "dat", "tag", "dst", "ret", "shm", "now"),
        OUTGOING_RESPONSE("ver", "ref", "dat", "dst", "shm", "now", "err"),
        INCOMING_REQUEST("ver", "ref", "src", "cmd", "exp", "dat", "tag", "ret", "shm", "now"),
        INCOMING_RESPONSE("ver", "ref", "dat", "src", "shm", "now", "err");

        /** A bit of its own for every name. */
        private final Map<String, Integer> names;

        Kind(String... names) {
            var bits = new HashMap<String, Integer>();
            for (String name : names) {
                bits.put(name, 1 << bits.size());
            }
            this.names = Map.copyOf(bits);
        }
    }

    private record Problem(String field, String rule) {}

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(100)
                    .maxNameLength(1024)
                    .build())
            .build();

    private static final String WHOLE = "message";
    private static final long MAX_U32 = 0xFFFF_FFFFL;

    private final byte[] json;
    private final QueueLimits limits;
    private final Kind kind;

    private @Nullable Problem problem;
    private int seen;
    private boolean addressGiven;

    @Nullable String ref;

    @Nullable String cmd;

    @Nullable String tag;

    @Nullable String ret;

    @Nullable String shm;
    /** Of a response to a local client, where it may be "". */
    @Nullable String src;
    /** {@code src} of a request, {@code dst} of a response. */
    @Nullable Address address;

    @Nullable QueueError err;

    ByteString dat = ByteString.EMPTY;
    List<Long> destinations = List.of();
    long exp;
    long now;

    private QueueFields(byte[] json, QueueLimits limits, Kind kind) {
        this.json = json;
        this.limits = limits;
        this.kind = kind;
    }

    static QueueFields read(byte[] json, QueueLimits limits, Kind kind) {
        var fields = new QueueFields(json, limits, kind);
        if (json.length > limits.maxJsonBytes()) {
            fields.refuse(WHOLE, "is longer than " + limits.maxJsonBytes() + " bytes");
            return fields;
        }
        try (JsonParser in = JSON.createParser(json)) {
            fields.object(in);
        } catch (IOException e) {
            // Jackson's own text may quote the message.
            fields.refuse(WHOLE, "is not valid JSON");
        }
        if (fields.problem == null) {
            fields.required();
        }
        return fields;
    }

    boolean isBad() {
        return problem != null;
    }

    <T> QueueRead<T> unreadable() {
        Problem what = problem == null ? new Problem(WHOLE, "cannot be read") : problem;
        boolean answers = kind == Kind.OUTGOING_REQUEST && ret != null && !ret.isEmpty();
        return new QueueRead.Unreadable<>(
                what.field(),
                what.rule(),
                PeerErrorCode.INVALID_PAYLOAD,
                ref,
                answers ? ret : null,
                destinations,
                kind == Kind.OUTGOING_RESPONSE ? address : null);
    }

    String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private void object(JsonParser in) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            refuse(WHOLE, "must be a JSON object");
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            Integer bit = kind.names.get(name);
            if (bit == null) {
                in.skipChildren();
            } else if ((seen & bit) != 0) {
                refuse(name, "is there twice");
                in.skipChildren();
            } else {
                seen |= bit;
                if (value != JsonToken.VALUE_NULL) {
                    field(in, name, value);
                }
            }
        }
        if (in.nextToken() != null) {
            refuse(WHOLE, "goes on behind the JSON object");
        }
    }

    private void field(JsonParser in, String name, JsonToken value) throws IOException {
        switch (name) {
            case "ver" -> {
                if (number(in, name, value, Long.MAX_VALUE) != 1) {
                    refuse(name, "must be 1");
                }
            }
            case "ref" -> ref = text(in, name, value);
            case "cmd" -> cmd = text(in, name, value);
            case "tag" -> tag = text(in, name, value);
            case "ret" -> ret = text(in, name, value);
            case "shm" -> shm = text(in, name, value);
            case "exp" -> exp = number(in, name, value, Long.MAX_VALUE);
            case "now" -> now = number(in, name, value, Long.MAX_VALUE);
            case "dat" -> dat = data(in, value);
            case "err" -> err = error(in, value);
            case "dst" -> {
                if (kind == Kind.OUTGOING_REQUEST) {
                    destinations = twins(in, value);
                } else {
                    address(in, name, value);
                }
            }
            case "src" -> {
                if (kind == Kind.INCOMING_RESPONSE) {
                    src = text(in, name, value);
                } else {
                    address(in, name, value);
                }
            }
            default -> in.skipChildren();
        }
    }

    private void required() {
        switch (kind) {
            case OUTGOING_REQUEST -> {
                if (cmd == null || cmd.isEmpty()) {
                    refuse("cmd", "is missing; a response belongs on " + QueueNames.REPLY);
                } else if (ret == null || ret.isEmpty()) {
                    refuse("ret", "is missing: the list that answers go to");
                } else if (destinations.isEmpty()) {
                    refuse("dst", "must name at least one twin");
                }
            }
            case OUTGOING_RESPONSE -> {
                if (ref == null || ref.isEmpty()) {
                    refuse("ref", "is missing: copy it from the request");
                } else if (!addressGiven) {
                    refuse("dst", "is missing: copy src from the request");
                }
            }
            case INCOMING_REQUEST -> {
                if (cmd == null || cmd.isEmpty()) {
                    refuse("cmd", "is missing");
                } else if (!addressGiven) {
                    refuse("src", "is missing");
                }
            }
            case INCOMING_RESPONSE -> {}
        }
    }

    private void refuse(String field, String rule) {
        if (problem == null) {
            problem = new Problem(field, rule);
        }
    }

    private @Nullable String text(JsonParser in, String name, JsonToken value) throws IOException {
        return text(in, name, value, limits.maxText());
    }

    private @Nullable String text(JsonParser in, String name, JsonToken value, int max) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            refuse(name, "must be text");
            in.skipChildren();
            return null;
        }
        if (in.getTextLength() > max) {
            refuse(name, "is longer than " + max + " characters");
            return null;
        }
        String text = in.getText();
        if (!QueueWriter.isWellFormed(text)) {
            refuse(name, "holds half a surrogate pair");
            return null;
        }
        return text;
    }

    private long number(JsonParser in, String name, JsonToken value, long max) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT) {
            refuse(name, "must be a whole number");
            in.skipChildren();
            return 0;
        }
        if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || in.getLongValue() < 0
                || in.getLongValue() > max) {
            refuse(name, "must be a whole number from 0 to " + max);
            return 0;
        }
        return in.getLongValue();
    }

    private ByteString data(JsonParser in, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            refuse("dat", "must be base64 text");
            in.skipChildren();
            return ByteString.EMPTY;
        }
        // The text is taken straight from the input: parsing it first would cost three copies of a large payload.
        long quote = in.currentTokenLocation().getByteOffset();
        if (quote >= 0 && quote < json.length && json[(int) quote] == '"') {
            int from = (int) quote + 1;
            int end = from;
            while (end < json.length && json[end] != '"' && json[end] != '\\') {
                end++;
            }
            if (end < json.length && json[end] == '"') {
                return decode(json, from, end - from);
            }
        }
        // Escaped (some writers escape '/').
        if (in.getTextLength() > StrictBase64.encodedSize(limits.maxDataBytes())) {
            return tooLarge();
        }
        byte[] text = in.getText().getBytes(StandardCharsets.UTF_8);
        return decode(text, 0, text.length);
    }

    private ByteString decode(byte[] bytes, int from, int length) {
        if (StrictBase64.decodedSize(bytes, from, length) > limits.maxDataBytes()) {
            return tooLarge();
        }
        ByteString decoded = StrictBase64.decode(bytes, from, length);
        if (decoded == null) {
            refuse("dat", "must be base64 with the standard alphabet and padding");
            return ByteString.EMPTY;
        }
        return decoded;
    }

    private ByteString tooLarge() {
        refuse("dat", "is larger than " + limits.maxDataBytes() + " bytes");
        return ByteString.EMPTY;
    }

    private List<Long> twins(JsonParser in, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            refuse("dst", "must be a list of twin ids");
            in.skipChildren();
            return List.of();
        }
        var twins = new ArrayList<Long>(4);
        for (JsonToken item = in.nextToken(); item != JsonToken.END_ARRAY; item = in.nextToken()) {
            if (item == null) {
                break;
            }
            boolean whole = item == JsonToken.VALUE_NUMBER_INT
                    && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && in.getLongValue() >= 0
                    && in.getLongValue() <= MAX_U32;
            if (!whole) {
                refuse("dst", "must hold twin ids, numbers from 0 to " + MAX_U32);
                in.skipChildren();
            } else if (twins.size() == limits.maxDestinations()) {
                refuse("dst", "has more than " + limits.maxDestinations() + " entries");
            } else {
                twins.add(in.getLongValue());
            }
        }
        return twins;
    }

    private void address(JsonParser in, String name, JsonToken value) throws IOException {
        addressGiven = true;
        if (value == JsonToken.VALUE_NUMBER_INT) {
            long twin = number(in, name, value, MAX_U32);
            address = Address.of(twin);
            return;
        }
        String text = text(in, name, value, limits.maxText() + 11);
        address = text == null ? null : Address.parse(text);
        if (address == null) {
            refuse(name, "must be \"twin\" or \"twin:session\"");
        }
    }

    private @Nullable QueueError error(JsonParser in, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            refuse("err", "must be an object with code and message");
            in.skipChildren();
            return null;
        }
        long code = 0;
        String message = "";
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken inner = in.nextToken();
            if (name.equals("code") && inner != JsonToken.VALUE_NULL) {
                code = number(in, "err.code", inner, MAX_U32);
            } else if (name.equals("message") && inner != JsonToken.VALUE_NULL) {
                message = orEmpty(text(in, "err.message", inner, limits.maxErrorText()));
            } else {
                in.skipChildren();
            }
        }
        return new QueueError(code, message);
    }
}
