package io.threefold.rmb.relay.store;

import io.lettuce.core.ScriptOutputType;
import io.threefold.rmb.protocol.envelope.Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who holds which session, over all processes that share a Redis. A registration is {@code process/connection} under a
 * lease; the newcomer always wins, and whoever unregisters or renews names its own connection, so that a newcomer is never
 * harmed by the one it displaced. Thread-safe; stages complete on a thread of Redis' client.
 */
public final class SessionRegistry {
    /** Sessions that {@link #renew} takes at once. */
    public static final int MAX_RENEWALS = 256;

    private final RedisPipe pipe;
    private final RedisKeys keys;
    private final String process;
    private final byte[] leaseMillis;
    private final byte[] keepMillis;
    private final AtomicLong connections = new AtomicLong();

    SessionRegistry(RedisPipe pipe, RedisKeys keys, String process, Duration lease, Duration keep) {
        this.pipe = pipe;
        this.keys = keys;
        this.process = process;
        this.leaseMillis = StreamStore.ascii(Long.toString(lease.toMillis()));
        this.keepMillis = StreamStore.ascii(Long.toString(keep.toMillis()));
    }

    /** A registration that was made, or is to be renewed. */
    public record Registration(Address session, String owner) {}

    /** A new connection's name, unique over all processes: {@code process/number}. */
    public String newOwner() {
        return process + "/" + connections.incrementAndGet();
    }

    /** Takes the session for the owner, whoever holds it; another process that holds it is told. */
    public CompletionStage<Void> register(Registration registration) {
        Address session = registration.session();
        String[] scriptKeys = {keys.owner(session), keys.stream(session), keys.last(session)};
        return pipe.<byte[]>run(
                        Scripts.REGISTER,
                        ScriptOutputType.VALUE,
                        scriptKeys,
                        StreamStore.ascii(registration.owner()),
                        leaseMillis,
                        StreamStore.ascii(process),
                        StreamStore.ascii(keys.channelPrefix()),
                        session.toString().getBytes(StandardCharsets.UTF_8),
                        keepMillis)
                .thenApply(ignored -> null);
    }

    /** Gives the session up, if the owner still holds it. */
    public CompletionStage<Boolean> unregister(Registration registration) {
        String[] scriptKeys = {keys.owner(registration.session())};
        return pipe.<Long>run(
                        Scripts.UNREGISTER,
                        ScriptOutputType.INTEGER,
                        scriptKeys,
                        StreamStore.ascii(registration.owner()))
                .thenApply(removed -> removed > 0);
    }

    /**
     * Renews leases, and makes those again that Redis has lost.
     *
     * @param registrations at most {@value #MAX_RENEWALS}
     * @return those that another connection has taken
     */
    public CompletionStage<List<Registration>> renew(List<Registration> registrations) {
        var scriptKeys = new String[registrations.size() * 3];
        var arguments = new byte[registrations.size() + 2][];
        arguments[0] = leaseMillis;
        arguments[1] = keepMillis;
        for (int i = 0; i < registrations.size(); i++) {
            Registration registration = registrations.get(i);
            scriptKeys[3 * i] = keys.owner(registration.session());
            scriptKeys[3 * i + 1] = keys.stream(registration.session());
            scriptKeys[3 * i + 2] = keys.last(registration.session());
            arguments[i + 2] = StreamStore.ascii(registration.owner());
        }
        return pipe.<List<Object>>run(Scripts.RENEW, ScriptOutputType.MULTI, scriptKeys, arguments)
                .thenApply(answer -> {
                    var lost = new ArrayList<Registration>();
                    for (int i = 0; i < answer.size(); i++) {
                        if ((Long) answer.get(i) == 0) {
                            lost.add(registrations.get(i));
                        }
                    }
                    return lost;
                });
    }

    /** Whether anybody holds the session, anywhere. */
    public CompletionStage<Boolean> isConnected(Address session) {
        return pipe.call(redis -> redis.exists(keys.owner(session))).thenApply(count -> count > 0);
    }
}
