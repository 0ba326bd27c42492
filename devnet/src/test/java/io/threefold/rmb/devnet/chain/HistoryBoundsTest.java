package io.threefold.rmb.devnet.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryBoundsTest {
    @Test
    void oldBlocksGoAndTheGenesisStays() {
        TestChain test = new TestChain();
        String first = test.produce().hash();
        for (int i = 0; i < RuntimeConstants.BLOCK_HASH_COUNT + 20; i++) {
            Block block = test.produce();
            test.chain.finalizeTo(block.number());
            test.heard.clear();
        }
        assertThat(test.chain.block(first)).isNull();
        assertThat(test.chain.hashAt(1)).isNull();
        assertThat(test.chain.hashAt(0)).isEqualTo(test.chain.genesisHash());
        Block genesis = test.chain.block(test.chain.genesisHash());
        assertThat(genesis).isNotNull();
        assertThat(test.chain.hasState(genesis)).isFalse();
        assertThat(test.chain.hashAt(test.chain.head().number() - Chain.MAX_BLOCKS + 1))
                .isNotNull();
        assertThat(test.run(test.alice, test.update("r1.grid.tf"))).isNotEmpty();
    }

    @Test
    void aChainGoesOnFromItsImage() {
        TestChain test = new TestChain();
        test.run(test.alice, test.update("r1.grid.tf"));
        Block last = test.produce();
        test.chain.finalizeTo(last.number());
        TestChain next = new TestChain(test.chain.image());
        assertThat(next.chain.genesisHash()).isEqualTo(test.chain.genesisHash());
        assertThat(next.chain.head().hash()).isEqualTo(last.hash());
        assertThat(next.chain.nextNonce(next.alice.account())).isEqualTo(1);
        assertThat(next.run(next.alice, next.update("r2.grid.tf"))).isNotEmpty();
        assertThat(next.chain.head().number()).isEqualTo(last.number() + 1);
        assertThat(next.chain.hashAt(1)).isEqualTo(test.chain.hashAt(1));
        assertThat(next.twin(7).relay()).isEqualTo(TestChain.ascii("r2.grid.tf"));
    }
}
