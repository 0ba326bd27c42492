package io.threefold.rmb.relay.store;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.threefold.rmb.protocol.envelope.Address;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What other processes tell this one. Notices only make things quicker: a lost one is made up for by the renewal of leases
 * and by a look into every stream now and then.
 */
final class Notices {
    private final StatefulRedisPubSubConnection<String, byte[]> connection;
    private final String channel;

    Notices(
            StatefulRedisPubSubConnection<String, byte[]> connection,
            RedisKeys keys,
            String process,
            RelayStore.Listener listener) {
        this.connection = connection;
        this.channel = keys.channel(process);
        connection.addListener(new RedisPubSubAdapter<String, byte[]>() {
            @Override
            public void message(String from, byte[] message) {
                read(new String(message, StandardCharsets.UTF_8), process, listener);
            }

            @Override
            public void subscribed(String to, long count) {
                listener.missedSome();
            }
        });
    }

    CompletionStage<Void> subscribe() {
        return connection.async().subscribe(channel);
    }

    private static void read(String notice, String process, RelayStore.Listener listener) {
        if (notice.startsWith("w ")) {
            Address session = session(notice.substring(2));
            if (session != null) {
                listener.messageFor(session);
            }
        } else if (notice.startsWith("d ")) {
            int blank = notice.indexOf(' ', 2);
            Address session = blank < 0 ? null : session(notice.substring(blank + 1));
            if (session != null) {
                listener.displaced(session, process + "/" + notice.substring(2, blank));
            }
        }
    }

    /** {@code twin} or {@code twin:session}; null when it is neither. */
    static @Nullable Address session(String text) {
        int colon = text.indexOf(':');
        try {
            long twin = Long.parseLong(colon < 0 ? text : text.substring(0, colon));
            return new Address(twin, colon < 0 ? null : text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
