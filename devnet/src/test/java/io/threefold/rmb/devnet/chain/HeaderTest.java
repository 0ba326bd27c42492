package io.threefold.rmb.devnet.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.identity.Hashes;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import org.junit.jupiter.api.Test;

class HeaderTest {
    @Test
    void hashesAreOfTheScaleFormAndChainUp() throws Exception {
        TestChain test = new TestChain();
        Block parent = test.chain.head();
        assertThat(parent.hash()).isEqualTo(test.chain.genesisHash());
        for (int i = 1; i <= 70; i++) {
            Block block = test.produce();
            byte[] scale = block.header().encode();
            ScaleReader in = new ScaleReader(scale);
            assertThat(in.bytes(32)).isEqualTo(Hex.decode32(parent.hash()));
            assertThat(in.compactU32()).isEqualTo(i);
            assertThat(in.bytes(32)).isNotEqualTo(parent.header().stateRoot());
            in.skip(32);
            assertThat(in.vectorLength(1)).isOne();
            assertThat(in.u8()).isEqualTo(6);
            assertThat(in.bytes(4)).isEqualTo(TestChain.ascii("aura"));
            assertThat(in.byteVector(8)).hasSize(8);
            in.expectEnd();
            assertThat(Hex.decode32(block.hash())).isEqualTo(Hashes.blake2b256(scale));
            assertThat(test.chain.hashAt(i)).isEqualTo(block.hash());
            parent = block;
        }
    }

    @Test
    void anotherSaltIsAnotherChain() {
        ChainSpec spec = new TestChain().spec();
        Block one = Genesis.block(spec);
        Block two = Genesis.block(new ChainSpec(new byte[] {1}, spec.balances(), spec.twins()));
        assertThat(one.hash()).isNotEqualTo(two.hash());
        assertThat(one.hash()).isEqualTo(Genesis.block(spec).hash());
    }

    @Test
    void timeIsFreshAndNeverStandsStill() throws Exception {
        TestChain test = new TestChain();
        long first = time(test, test.produce());
        test.advance(-60_000);
        long second = time(test, test.chain.produce());
        assertThat(second).isEqualTo(first + 1);
        test.advance(600_000);
        assertThat(time(test, test.chain.produce())).isEqualTo(first - 60_000 + 600_000);
    }

    private static long time(TestChain test, Block block) throws Exception {
        return new ScaleReader(test.chain.storage(block, StorageKey.TIMESTAMP_NOW)).u64();
    }
}
