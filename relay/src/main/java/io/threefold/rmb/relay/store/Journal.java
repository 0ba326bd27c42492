package io.threefold.rmb.relay.store;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What this process has taken for other relays: it stays here until another relay has it, or it has failed for good, so that
 * a killed process loses nothing. A process that starts or runs takes over what dead ones left. Thread-safe.
 */
public final class Journal {
    /** Entries that {@link #adopt} moves at once. */
    public static final int ADOPT_AT_ONCE = 16;

    private static final String ENVELOPE = "m";

    private final RedisPipe pipe;
    private final RedisKeys keys;
    private final String process;
    private final Duration lease;

    Journal(RedisPipe pipe, RedisKeys keys, String process, Duration lease) {
        this.pipe = pipe;
        this.keys = keys;
        this.process = process;
        this.lease = lease;
    }

    /** An entry: the envelope as it came from its session. */
    public record Entry(String id, byte[] envelope) {}

    /** Says that this process lives; to be repeated well within the lease. */
    public CompletionStage<Void> keepAlive() {
        pipe.call(redis -> redis.sadd(keys.processes(), process.getBytes(StandardCharsets.ISO_8859_1)));
        return pipe.call(
                        redis -> redis.set(keys.alive(process), new byte[] {'1'}, SetArgs.Builder.px(lease.toMillis())))
                .thenApply(ignored -> null);
    }

    /** Keeps an envelope; returns the entry's id. */
    public CompletionStage<String> add(byte[] envelope) {
        return pipe.call(redis -> redis.xadd(keys.journal(process), Map.of(ENVELOPE, envelope)));
    }

    /** Forgets entries. */
    public CompletionStage<Long> remove(List<String> ids) {
        String[] array = ids.toArray(String[]::new);
        return pipe.call(redis -> redis.xdel(keys.journal(process), array));
    }

    /** Names of processes that may have left something. */
    public CompletionStage<List<String>> others() {
        return pipe.<Set<byte[]>>call(redis -> redis.smembers(keys.processes()))
                .thenApply(names -> names.stream()
                        .map(StreamStore::text)
                        .filter(name -> !name.equals(process))
                        .toList());
    }

    /**
     * Moves up to {@value #ADOPT_AT_ONCE} entries of a dead process to the end of this one's journal.
     *
     * @return what was moved, oldest first; nothing when there is nothing left or that process lives
     */
    public CompletionStage<List<Entry>> adopt(String other) {
        String[] scriptKeys = {keys.alive(other), keys.journal(other), keys.journal(process), keys.processes()};
        return pipe.<List<Object>>run(
                        Scripts.ADOPT,
                        ScriptOutputType.MULTI,
                        scriptKeys,
                        other.getBytes(StandardCharsets.ISO_8859_1),
                        StreamStore.ascii(Integer.toString(ADOPT_AT_ONCE)))
                .thenApply(answer -> {
                    var entries = new ArrayList<Entry>(answer.size() / 2);
                    for (int i = 0; i + 1 < answer.size(); i += 2) {
                        entries.add(new Entry(StreamStore.text(answer.get(i)), (byte[]) answer.get(i + 1)));
                    }
                    return entries;
                });
    }

    /** Says that this process ends: others may take over what is left at once. */
    public CompletionStage<Void> leave() {
        return pipe.call(redis -> redis.del(keys.alive(process))).thenApply(ignored -> null);
    }
}
