package io.threefold.rmb.relay.routing;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.relay.metrics.RelayMetric;
import io.threefold.rmb.relay.metrics.RelayMetrics;
import io.threefold.rmb.relay.store.StreamStore;
import io.threefold.rmb.relay.store.StreamStore.Appended;
import io.threefold.rmb.relay.store.StreamStore.Mode;
import io.threefold.rmb.relay.store.StreamStore.Stored;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stores messages for sessions and hands them to those that are connected to this process. Thread-safe. */
public final class Delivery {
    private final StreamStore streams;
    private final LocalSessions sessions;
    private final RelayMetrics metrics;

    public Delivery(StreamStore streams, LocalSessions sessions, RelayMetrics metrics) {
        this.streams = streams;
        this.sessions = sessions;
        this.metrics = metrics;
    }

    /** Sessions connected to this process. */
    public interface LocalSessions {
        /** The session, if it is connected here; thread-safe. */
        @Nullable Receiver find(Address session);
    }

    /** A connected session. Thread-safe. */
    public interface Receiver {
        /** The registration that it was connected with. */
        String owner();

        /**
         * A message was stored for it.
         *
         * @param stored where
         * @param envelope what
         */
        void offer(Stored stored, byte[] envelope);
    }

    /** Whether the session is connected to this process. */
    public boolean isHere(Address session) {
        return sessions.find(session) != null;
    }

    /** Stores a message. The stage fails as {@link StreamStore#append} does. */
    public CompletionStage<Appended> store(Address session, byte[] envelope, Mode mode) {
        return streams.append(session, envelope, mode).thenApply(appended -> {
            if (appended instanceof Stored stored) {
                if (stored.dropped() > 0) {
                    metrics.add(RelayMetric.DROPPED, stored.dropped());
                }
                if (streams.isOwn(stored.owner())) {
                    Receiver receiver = sessions.find(session);
                    if (receiver != null && receiver.owner().equals(stored.owner())) {
                        receiver.offer(stored, envelope);
                    }
                }
            }
            return appended;
        });
    }
}
