package io.threefold.rmb.relay.store;

import io.lettuce.core.ScriptOutputType;
import io.threefold.rmb.protocol.envelope.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The streams of messages, one per session, from the moment a relay takes a message until the session has it. Thread-safe;
 * calls reach Redis in the order they were made. Stages complete on a thread of Redis' client and fail when Redis is away
 * for longer than its timeout, or out of memory.
 */
public final class StreamStore {
    /** The id before every other. */
    public static final String START = "0-0";

    private static final byte[] CONNECTED_ONLY = ascii("c");
    private static final byte[] ALWAYS = ascii("a");
    private static final byte[] NOTICE = ascii("n");

    private final RedisPipe pipe;
    private final RedisKeys keys;
    private final String process;
    private final byte[] processBytes;

    StreamStore(RedisPipe pipe, RedisKeys keys, String process) {
        this.pipe = pipe;
        this.keys = keys;
        this.process = process;
        this.processBytes = ascii(process);
    }

    /** Under what circumstances a message is stored. */
    public enum Mode {
        /** Only while somebody holds the session. */
        CONNECTED_ONLY,
        /** Whether or not somebody holds the session. */
        ALWAYS,
        /** As {@link #ALWAYS}, a little beyond the limit too: what the relay itself has to say to a session. */
        NOTICE
    }

    /** What {@link #append} did. */
    public sealed interface Appended {}

    /**
     * The message is stored.
     *
     * @param id its id
     * @param before the id of the message appended before it, empty when not known
     * @param owner who holds the session, as {@link SessionRegistry} knows it; empty when nobody does
     * @param dropped how many older messages had to go
     */
    public record Stored(String id, String before, String owner, long dropped) implements Appended {}

    /** Nobody holds the session and {@link Mode#CONNECTED_ONLY} was asked for. */
    public record NotConnected() implements Appended {}

    /** The stream is at its limit and the policy is to refuse. */
    public record Full() implements Appended {}

    /** A message in a stream. */
    public record Entry(String id, byte[] envelope) {}

    /**
     * What was read.
     *
     * @param more whether there may be more behind it
     */
    public record Batch(List<Entry> entries, boolean more) {}

    /** Stores a message; when another process holds the session, that process is told. */
    public CompletionStage<Appended> append(Address session, byte[] envelope, Mode mode) {
        String[] scriptKeys = {keys.stream(session)};
        return pipe.<List<Object>>run(
                        Scripts.APPEND, ScriptOutputType.MULTI, scriptKeys, envelope, processBytes, letter(mode))
                .thenApply(StreamStore::appended);
    }

    private static byte[] letter(Mode mode) {
        return switch (mode) {
            case CONNECTED_ONLY -> CONNECTED_ONLY;
            case ALWAYS -> ALWAYS;
            case NOTICE -> NOTICE;
        };
    }

    private static Appended appended(List<Object> answer) {
        long status = (Long) answer.get(0);
        if (status == 0) {
            return new NotConnected();
        }
        if (status == 2) {
            return new Full();
        }
        return new Stored(text(answer.get(1)), text(answer.get(2)), text(answer.get(3)), (Long) answer.get(4));
    }

    /**
     * Reads messages.
     *
     * @param after the id behind which to begin; {@link #START} for all
     * @param maxEntries most messages
     * @param maxBytes stops before a message that goes beyond it; the first always comes
     */
    public CompletionStage<Batch> read(Address session, String after, int maxEntries, int maxBytes) {
        String[] scriptKeys = {keys.stream(session)};
        return pipe.<List<Object>>run(
                        Scripts.READ,
                        ScriptOutputType.MULTI,
                        scriptKeys,
                        ascii(after),
                        ascii(Integer.toString(maxEntries)),
                        ascii(Integer.toString(maxBytes)))
                .thenApply(answer -> {
                    var entries = new ArrayList<Entry>(answer.size() / 2);
                    for (int i = 1; i + 1 < answer.size(); i += 2) {
                        entries.add(new Entry(text(answer.get(i)), (byte[]) answer.get(i + 1)));
                    }
                    return new Batch(entries, (Long) answer.get(0) != 0);
                });
    }

    /** Forgets messages that the session has. */
    public CompletionStage<Long> delete(Address session, List<String> ids) {
        String key = keys.stream(session);
        String[] array = ids.toArray(String[]::new);
        return pipe.call(redis -> redis.xdel(key, array));
    }

    /** Messages stored for a session. */
    public CompletionStage<Long> length(Address session) {
        return pipe.call(redis -> redis.xlen(keys.stream(session)));
    }

    /** Whether an owner that {@link Stored} names is a connection of this process. */
    public boolean isOwn(String owner) {
        return owner.length() > process.length() && owner.charAt(process.length()) == '/' && owner.startsWith(process);
    }

    /** Whether the message with one id stands behind the message with the other in their stream. */
    public static boolean isBehind(String id, String other) {
        int dash = id.indexOf('-');
        int otherDash = other.indexOf('-');
        int millis = Long.compare(Long.parseLong(id, 0, dash, 10), Long.parseLong(other, 0, otherDash, 10));
        if (millis != 0) {
            return millis > 0;
        }
        return Long.parseLong(id, dash + 1, id.length(), 10) > Long.parseLong(other, otherDash + 1, other.length(), 10);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }
}
