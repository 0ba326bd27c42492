package io.threefold.rmb.peer.app;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.registration.Registration;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.tfchain.Chain;
import io.threefold.rmb.tfchain.ChainTwinRegistry;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinWriter;
import io.threefold.rmb.tfchain.WriteOutcome;
import io.threefold.rmb.tfchain.WriterSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SortedSet;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Our own twin's record on the chain: watched, and kept as configured.
 *
 * @param later runs a task after a time
 */
record OwnRecord(
        long id, Chain chain, ChainTwinRegistry registry, Identity identity, BiConsumer<Duration, Runnable> later) {
    private static final Duration CHECK = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Tells the relays that stand in the record, soon and whenever they change; maybe more often. */
    void follow(Consumer<SortedSet<String>> listener) {
        registry.onChange(twin -> {
            if (twin.id() == id) {
                listener.accept(twin.relays());
            }
        });
        read(listener);
    }

    private void read(Consumer<SortedSet<String>> listener) {
        registry.byId(id).thenAccept(found -> {
            if (found instanceof TwinLookup.Found(Twin twin)) {
                listener.accept(twin.relays());
            }
            later.accept(found instanceof TwinLookup.Found ? CHECK : RETRY, () -> read(listener));
        });
    }

    /** What keeps relays and key in the record. */
    Registration registration(WriterSettings settings, boolean write, InstantSource clock) {
        TwinWriter writer = new TwinWriter(chain, registry, identity, settings);
        return new Registration(
                new Registration.Record() {
                    @Override
                    public CompletionStage<TwinLookup> read() {
                        return registry.refreshNow(id);
                    }

                    @Override
                    public CompletionStage<WriteOutcome> ensure(SortedSet<String> relays, ByteString key) {
                        return writer.ensure(id, relays, key);
                    }
                },
                identity.encryption().publicKey(),
                write,
                clock,
                later);
    }
}
