package io.threefold.rmb.peer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.Twin;
import io.threefold.rmb.tfchain.TwinLookup;
import io.threefold.rmb.tfchain.TwinRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OwnTwinTest {
    private static final AccountId ACCOUNT = AccountId.of(new byte[32]);

    private final Deque<TwinLookup> answers = new ArrayDeque<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> exits = new ArrayList<>();
    private final TwinRegistry registry = new TwinRegistry() {
        @Override
        public CompletionStage<TwinLookup> byId(long id) {
            throw new AssertionError("not asked");
        }

        @Override
        public CompletionStage<TwinLookup> byAccount(AccountId account) {
            return CompletableFuture.completedFuture(answers.remove());
        }

        @Override
        public CompletionStage<TwinLookup> refresh(long id) {
            throw new AssertionError("not asked");
        }
    };

    @Test
    void byHandAnAccountWithoutTwinEndsWithTheWayOut() {
        answers.add(new TwinLookup.Absent());
        assertThat(own(false).find(Optional.empty()).toCompletableFuture()).isNotDone();
        assertThat(exits).singleElement().asString().startsWith("3 ").contains(ACCOUNT.toSs58(), "create one");
    }

    @Test
    void anUnreachableChainNeverEndsIt() {
        answers.add(new TwinLookup.Unavailable("no connection"));
        answers.add(new TwinLookup.Unavailable("no connection"));
        answers.add(found(9));
        OwnTwin own = own(false);
        CompletionStage<Long> id = own.find(Optional.empty());
        assertThat(own.phase()).isEqualTo("waiting for the chain");
        assertThat(own.problem()).contains("no connection");
        tasks.remove().run();
        tasks.remove().run();
        assertThat(id.toCompletableFuture().getNow(0L)).isEqualTo(9);
        assertThat(own.problem()).isNull();
        assertThat(exits).isEmpty();
    }

    @Test
    void inAPodItWaitsForTheTwin() {
        answers.add(new TwinLookup.Absent());
        answers.add(found(4));
        OwnTwin own = own(true);
        CompletionStage<Long> id = own.find(Optional.empty());
        assertThat(own.phase()).isEqualTo("waiting for a twin");
        tasks.remove().run();
        assertThat(id.toCompletableFuture().getNow(0L)).isEqualTo(4);
        assertThat(exits).isEmpty();
    }

    @Test
    void aGivenIdIsUsedAtOnceAndCheckedLater() {
        answers.add(new TwinLookup.Unavailable("no connection"));
        answers.add(found(8));
        OwnTwin own = own(false);
        assertThat(own.find(Optional.of(7L)).toCompletableFuture().getNow(0L)).isEqualTo(7);
        assertThat(own.problem()).isNull();
        tasks.remove().run();
        assertThat(own.problem()).contains("twin.id says 7", "twin 8");
        assertThat(exits).isEmpty();
    }

    private OwnTwin own(boolean wait) {
        return new OwnTwin(
                registry,
                ACCOUNT,
                wait,
                (pause, task) -> tasks.add(task),
                (code, line) -> exits.add(code + " " + line));
    }

    private static TwinLookup found(long id) {
        return new TwinLookup.Found(new Twin(id, ACCOUNT, new TreeSet<>(), null));
    }
}
