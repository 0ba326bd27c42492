package io.threefold.rmb.devnet.chain;

import static io.threefold.rmb.devnet.chain.TestChain.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainStoreTest {
    @TempDir
    private Path directory;

    @Test
    void goesOnWhereItEndedAfterACleanStop() throws Exception {
        String last;
        try (ChainStore store = ChainStore.open(directory)) {
            assertThat(store.image()).isNull();
            last = write(store, 5);
        }
        try (ChainStore store = ChainStore.open(directory)) {
            assertThat(store.image().head().hash()).isEqualTo(last);
            TestChain next = new TestChain(store.image());
            assertThat(next.twin(7).relay()).isEqualTo(ascii("r4x.grid.tf"));
            assertThat(next.chain.nextNonce(next.alice.account())).isEqualTo(5);
        }
    }

    @Test
    void goesOnAfterAKillAtAnyByteOfTheLastLine() throws Exception {
        List<Block> blocks = new ArrayList<>();
        ChainStore store = ChainStore.open(directory);
        TestChain test = new TestChain();
        store.begin(test.spec());
        for (int i = 0; i < 4; i++) {
            test.run(test.alice, test.update("r" + i + "x.grid.tf"));
            blocks.add(test.chain.head());
        }
        store.append(blocks.subList(0, 3));
        Path journal = directory.resolve("chain.journal");
        long whole = Files.size(journal);
        store.append(blocks.subList(3, 4));
        byte[] all = Files.readAllBytes(journal);
        byte[] snapshot = Files.readAllBytes(directory.resolve("chain.json"));
        store.close();
        for (int cut = (int) whole; cut <= all.length; cut += 37) {
            Path copy = Files.createDirectories(directory.resolve("cut" + cut));
            Files.write(copy.resolve("chain.json"), snapshot);
            Files.write(copy.resolve("chain.journal"), Arrays.copyOf(all, cut));
            try (ChainStore after = ChainStore.open(copy)) {
                assertThat(after.image().head().number()).isEqualTo(cut >= all.length - 1 ? 4 : 3);
            }
        }
    }

    @Test
    void knownBlocksAreSkippedAndGapsRefused() throws Exception {
        try (ChainStore store = ChainStore.open(directory)) {
            TestChain test = new TestChain();
            store.begin(test.spec());
            Block one = test.produce();
            Block two = test.produce();
            Block three = test.produce();
            store.append(List.of(one));
            store.append(List.of(one, two));
            assertThat(store.image().head().number()).isEqualTo(2);
            Block four = test.produce();
            assertThatThrownBy(() -> store.append(List.of(four))).hasMessageContaining("too early");
            store.append(List.of(three, four));
        }
        try (ChainStore store = ChainStore.open(directory)) {
            assertThat(store.image().head().number()).isEqualTo(4);
        }
    }

    @Test
    void compactsALongJournal() throws Exception {
        try (ChainStore store = ChainStore.open(directory)) {
            TestChain test = new TestChain();
            store.begin(test.spec());
            for (int i = 0; i < 2100; i++) {
                store.append(List.of(test.produce()));
            }
            try (var lines = Files.lines(directory.resolve("chain.journal"))) {
                assertThat(lines.count()).isEqualTo(100);
            }
        }
    }

    @Test
    void oneProcessAtATimeAndDamageIsTold() throws Exception {
        try (ChainStore store = ChainStore.open(directory)) {
            write(store, 3);
            assertThatThrownBy(() -> ChainStore.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already uses the data directory");
        }
        Files.writeString(directory.resolve("chain.journal"), "nonsense\n{}\n", StandardOpenOption.CREATE);
        assertThatThrownBy(() -> ChainStore.open(directory)).hasMessageContaining("damaged");
        Files.delete(directory.resolve("chain.journal"));
        Files.writeString(directory.resolve("chain.json"), "{\"format\":1}");
        assertThatThrownBy(() -> ChainStore.open(directory)).hasMessageContaining("delete the directory");
        Files.writeString(directory.resolve("chain.json"), "{\"format\":9}");
        assertThatThrownBy(() -> ChainStore.open(directory)).hasMessageContaining("damaged");
    }

    private static String write(ChainStore store, int blocks) throws IOException {
        TestChain test = new TestChain();
        store.begin(test.spec());
        for (int i = 0; i < blocks; i++) {
            test.run(test.alice, test.update("r" + i + "x.grid.tf"));
            store.append(List.of(test.chain.head()));
        }
        return test.chain.head().hash();
    }
}
