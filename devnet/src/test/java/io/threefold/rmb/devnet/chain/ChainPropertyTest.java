package io.threefold.rmb.devnet.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ChainPropertyTest {
    private static final List<Identity> WHO = List.of(
            TestChain.identity("//Alice", KeyType.SR25519),
            TestChain.identity("//Bob", KeyType.ED25519),
            TestChain.identity("//Eve", KeyType.ED25519));

    /** Something a client does, good or bad. */
    record Step(int who, int kind, int nonceOffset, int tip, boolean mortal) {}

    /** Whatever is submitted: money is never made, nonces count inclusions, every header follows its parent. */
    @Property(tries = 40)
    void theBooksAreAlwaysRight(@ForAll("steps") List<Step> steps) throws Exception {
        TestChain test = new TestChain();
        long[] included = new long[WHO.size()];
        for (Step step : steps) {
            if (step.kind() == 0) {
                Block parent = test.chain.head();
                Block block = test.produce();
                assertThat(Hex.encode(block.header().parentHash())).isEqualTo(parent.hash());
                count(block, included);
                test.chain.finalizeTo(block.number() - 1);
            } else {
                submit(test, step);
            }
            check(test, included);
        }
    }

    private static void submit(TestChain test, Step step) {
        Identity who = WHO.get(step.who());
        long nonce = Math.max(0, test.chain.nextNonce(who.account()) + step.nonceOffset());
        Era era = step.mortal() ? Era.mortal(test.chain.head().number(), 8) : Era.IMMORTAL;
        byte[] call = switch (step.kind()) {
            case 1 -> test.update("r" + step.tip() + "x.grid.tf");
            case 2 -> test.create("not valid");
            case 3 -> test.accept("http://x", "h");
            default -> transfer(WHO.get((step.who() + 1) % WHO.size()), step.tip() * 100_000_000L);
        };
        byte[] extrinsic = test.sign(who, call, test.context(era, nonce, step.tip()));
        if (step.kind() == 5) {
            extrinsic[60] ^= 1;
        }
        test.chain.submit(extrinsic);
    }

    private static void check(TestChain test, long[] included) throws Exception {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < WHO.size(); i++) {
            AccountId account = WHO.get(i).account();
            BigInteger balance = test.chain.balance(account);
            assertThat(balance.signum()).isGreaterThanOrEqualTo(0);
            sum = sum.add(balance);
            if (balance.signum() > 0) {
                assertThat(test.chain.nonce(test.chain.head(), account)).isLessThanOrEqualTo(included[i]);
            }
        }
        byte[] issuance = test.chain.storage(test.chain.head(), StorageKey.TOTAL_ISSUANCE);
        assertThat(new ScaleReader(issuance).unsigned(16)).isEqualTo(sum);
        assertThat(test.chain.poolSize()).isLessThanOrEqualTo(Pool.MAX_EXTRINSICS);
    }

    private static void count(Block block, long[] included) throws Exception {
        for (byte[] extrinsic : block.extrinsics().subList(1, block.extrinsics().size())) {
            AccountId signer = SignedExtrinsic.decode(extrinsic).signer();
            for (int i = 0; i < WHO.size(); i++) {
                if (WHO.get(i).account().equals(signer)) {
                    included[i]++;
                }
            }
        }
    }

    private static byte[] transfer(Identity to, long amount) {
        return new ScaleWriter()
                .u8(RuntimeConstants.BALANCES)
                .u8(RuntimeConstants.CALL_TRANSFER_ALLOW_DEATH)
                .u8(0)
                .raw(to.account().bytes())
                .compact(amount)
                .toBytes();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(-1, 3),
                        Arbitraries.integers().between(0, 90),
                        Arbitraries.of(true, false))
                .as(Step::new);
        return step.list().ofMinSize(5).ofMaxSize(60);
    }
}
