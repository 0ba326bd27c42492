package io.threefold.rmb.peer.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.peer.registration.Registration.State;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.WriteOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private static final ByteString KEY = ByteString.copyFrom(new byte[33]);
    private static final SortedSet<String> RELAYS = new TreeSet<>(List.of("b.example", "a.example"));

    private final Deque<WriteOutcome> outcomes = new ArrayDeque<>();
    private final Deque<TwinLookup> reads = new ArrayDeque<>();
    private final List<SortedSet<String>> written = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Registration.Record record = new Registration.Record() {
        @Override
        public CompletionStage<TwinLookup> read() {
            return CompletableFuture.completedFuture(reads.remove());
        }

        @Override
        public CompletionStage<WriteOutcome> ensure(SortedSet<String> relays, ByteString key) {
            written.add(relays);
            return CompletableFuture.completedFuture(outcomes.remove());
        }
    };

    @Test
    void writesOnceAndAgainForOtherRelays() {
        outcomes.add(new WriteOutcome.Finalized(ByteString.EMPTY, "0x", List.of()));
        outcomes.add(new WriteOutcome.Unchanged(twin(RELAYS, KEY)));
        Registration registration = registration(true);
        registration.want(RELAYS);
        registration.want(new TreeSet<>(RELAYS));
        assertThat(written).containsExactly(RELAYS);
        assertThat(registration.status().state()).isEqualTo(State.REGISTERED);
        registration.want(new TreeSet<>(List.of("c.example")));
        assertThat(written).hasSize(2);
    }

    @Test
    void triesAgainWithGrowingBoundedPausesWhileTheChainIsAway() {
        for (int i = 0; i < 12; i++) {
            outcomes.add(new WriteOutcome.Unavailable("no connection"));
        }
        outcomes.add(new WriteOutcome.Unchanged(twin(RELAYS, KEY)));
        Registration registration = registration(true);
        registration.want(RELAYS);
        assertThat(registration.status().state()).isEqualTo(State.RETRYING);
        assertThat(registration.status().text()).contains("no connection");
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        assertThat(registration.status().state()).isEqualTo(State.REGISTERED);
        assertThat(pauses).hasSize(12).allMatch(p -> p.compareTo(Duration.ofMinutes(5)) <= 0);
        assertThat(pauses.getLast()).isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void aRefusalEndsItWithAdvice() {
        outcomes.add(new WriteOutcome.InsufficientBalance("5Abc", "Inability to pay some fees"));
        Registration registration = registration(true);
        registration.want(RELAYS);
        assertThat(registration.status().state()).isEqualTo(State.REFUSED);
        assertThat(registration.status().text()).contains("5Abc", "TFT");
        assertThat(tasks).isEmpty();
    }

    @Test
    void observingNeverWritesAndTellsTheDifference() {
        reads.add(new TwinLookup.Found(twin(new TreeSet<>(List.of("other.example")), KEY)));
        reads.add(new TwinLookup.Found(twin(RELAYS, ByteString.copyFromUtf8("x"))));
        reads.add(new TwinLookup.Found(twin(RELAYS, KEY)));
        Registration registration = registration(false);
        registration.want(RELAYS);
        assertThat(registration.status().state()).isEqualTo(State.DIFFERENT);
        assertThat(registration.status().text()).contains("relays on the chain");
        tasks.remove().run();
        assertThat(registration.status().text()).contains("encryption key");
        tasks.remove().run();
        assertThat(registration.status().state()).isEqualTo(State.REGISTERED);
        assertThat(written).isEmpty();
        registration.stop();
        tasks.remove().run();
        assertThat(reads).isEmpty();
    }

    private Registration registration(boolean write) {
        return new Registration(record, KEY, write, InstantSource.system(), (pause, task) -> {
            pauses.add(pause);
            tasks.add(task);
        });
    }

    private static Twin twin(SortedSet<String> relays, ByteString key) {
        return new Twin(7, AccountId.of(new byte[32]), relays, key);
    }
}
