package io.threefold.rmb.devnet.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.extrinsic.SigningContext;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmissionTest {
    private final TestChain test = new TestChain();

    @Test
    void takesBothKeyTypesMortalAndImmortal() {
        test.produce();
        for (Identity who : List.of(test.alice, test.bob)) {
            for (Era era : List.of(Era.IMMORTAL, Era.mortal(test.chain.head().number(), 64))) {
                SigningContext context = test.context(era, test.chain.nextNonce(who.account()), 0);
                assertThat(test.chain.submit(test.sign(who, test.update("r2.grid.tf"), context)))
                        .isInstanceOf(Submission.Accepted.class);
            }
        }
        assertThat(test.produce().extrinsics()).hasSize(5);
    }

    @Test
    void longPayloadsAreHashedBeforeSigning() {
        byte[] call = test.update("x".repeat(1000));
        assertThat(test.chain.submit(test.sign(test.alice, call, 0))).isInstanceOf(Submission.Accepted.class);
        assertThat(test.chain.submit(test.sign(test.bob, call, 0))).isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void refusesTamperedSignaturesAndCalls() {
        for (Identity who : List.of(test.alice, test.bob)) {
            byte[] good = test.sign(who, test.update("relay.grid.tf"), 0);
            for (int at : new int[] {45, 70, 100, good.length - 6}) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                assertThat(reason(bad)).as("byte %d", at).startsWith("1010 Transaction has a bad signature");
            }
        }
    }

    @Test
    void refusesWhatWasSignedForAnotherChainOrVersion() {
        SigningContext good = test.context(Era.IMMORTAL, 0, 0);
        ByteString other = ByteString.copyFrom(new byte[32]);
        List<SigningContext> wrong = List.of(
                new SigningContext(148, 2, good.genesisHash(), good.checkpointHash(), good.era(), 0, BigInteger.ZERO),
                new SigningContext(149, 3, good.genesisHash(), good.checkpointHash(), good.era(), 0, BigInteger.ZERO),
                new SigningContext(149, 2, other, good.checkpointHash(), good.era(), 0, BigInteger.ZERO),
                new SigningContext(149, 2, good.genesisHash(), other, good.era(), 0, BigInteger.ZERO));
        for (SigningContext context : wrong) {
            assertThat(reason(test.sign(test.alice, test.update(null), context)))
                    .isEqualTo("1010 Transaction has a bad signature");
        }
    }

    @Test
    void erasEnd() {
        for (int i = 0; i < 10; i++) {
            test.produce();
        }
        SigningContext context = test.context(Era.mortal(10, 4), 0, 0);
        byte[] extrinsic = test.sign(test.alice, test.update(null), context);
        for (int i = 0; i < 4; i++) {
            test.produce();
        }
        // As on the chain: the checkpoint of the next era is another block, so the signature no longer fits.
        assertThat(reason(extrinsic)).isEqualTo("1010 Transaction has a bad signature");
        SigningContext future = test.context(Era.mortal(3000, 1024), 0, 0);
        assertThat(reason(test.sign(test.alice, test.update(null), future)))
                .isEqualTo("1010 Transaction has an ancient birth block");
    }

    @Test
    void pooledExtrinsicsAreDroppedWhenTheirEraEnds() {
        test.produce();
        SigningContext context = test.context(Era.mortal(1, 4), 5, 0);
        assertThat(test.chain.submit(test.sign(test.alice, test.update(null), context)))
                .isInstanceOfSatisfying(
                        Submission.Accepted.class,
                        accepted -> assertThat(accepted.status()).isInstanceOf(TransactionStatus.Future.class));
        for (int i = 0; i < 5; i++) {
            test.produce();
        }
        assertThat(test.heard).contains("Invalid");
        assertThat(test.chain.poolSize()).isZero();
    }

    @Test
    void stalePooledBannedAndCheapOnes() {
        byte[] first = test.sign(test.alice, test.update("r1.grid.tf"), 0);
        assertThat(test.chain.submit(first)).isInstanceOf(Submission.Accepted.class);
        assertThat(reason(first)).startsWith("1013");
        assertThat(reason(test.sign(test.alice, test.update("r2.grid.tf"), 0))).startsWith("1014");
        byte[] better = test.sign(test.alice, test.update("r3.grid.tf"), test.context(Era.IMMORTAL, 0, 5));
        assertThat(test.chain.submit(better)).isInstanceOf(Submission.Accepted.class);
        assertThat(test.heard).contains("Usurped");
        test.produce();
        assertThat(test.twin(7).relay()).isEqualTo(TestChain.ascii("r3.grid.tf"));
        assertThat(reason(better)).startsWith("1012");
        assertThat(reason(test.sign(test.alice, test.update("r4.grid.tf"), 0)))
                .isEqualTo("1010 Transaction is outdated");
    }

    @Test
    void futureNoncesWaitForTheGapToBeFilled() {
        for (long nonce : new long[] {2, 1}) {
            assertThat(test.chain.submit(test.sign(test.alice, test.update("r" + nonce + "x.grid.tf"), nonce)))
                    .isInstanceOfSatisfying(
                            Submission.Accepted.class,
                            accepted -> assertThat(accepted.status()).isEqualTo(new TransactionStatus.Future()));
        }
        assertThat(test.chain.nextNonce(test.alice.account())).isZero();
        assertThat(test.produce().extrinsics()).hasSize(1);
        assertThat(test.chain.submit(test.sign(test.alice, test.update("r0x.grid.tf"), 0)))
                .isInstanceOfSatisfying(
                        Submission.Accepted.class,
                        accepted -> assertThat(accepted.status()).isEqualTo(new TransactionStatus.Ready()));
        assertThat(test.heard).containsSubsequence("Ready", "Ready");
        assertThat(test.chain.nextNonce(test.alice.account())).isEqualTo(3);
        assertThat(test.produce().extrinsics()).hasSize(4);
        assertThat(test.twin(7).relay()).isEqualTo(TestChain.ascii("r2x.grid.tf"));
    }

    @Test
    void accountsWithoutMoneyCannotPay() {
        assertThat(reason(test.sign(test.poor, test.update(null), 0)))
                .isEqualTo("1010 Inability to pay some fees (e.g. account balance too low)");
        SigningContext tip = test.context(Era.IMMORTAL, 0, Long.MAX_VALUE);
        assertThat(reason(test.sign(test.alice, test.update(null), tip))).contains("Inability to pay");
    }

    @Test
    void oddOnesAreRefusedWithACode() {
        byte[] unsigned = new ScaleWriter().byteVector(new byte[] {4, 1, 0, 0}).toBytes();
        assertThat(reason(unsigned)).startsWith("1011");
        assertThat(reason(new byte[0])).startsWith("1002");
        assertThat(reason(new byte[Chain.MAX_EXTRINSIC + 1])).startsWith("1010");
        byte[] good = test.sign(test.alice, test.update(null), 0);
        byte[] byIndex = good.clone();
        byIndex[3] = 9;
        assertThat(reason(byIndex)).startsWith("1002");
        byte[] setTime = {1, 0, 0};
        assertThat(reason(test.sign(test.alice, setTime, 0))).isEqualTo("1010 Transaction call is not expected");
    }

    @Test
    void thePoolIsBounded() {
        for (int nonce = 1; nonce <= Pool.MAX_PER_ACCOUNT; nonce++) {
            assertThat(test.chain.submit(test.sign(test.bob, test.update(null), nonce)))
                    .isInstanceOf(Submission.Accepted.class);
        }
        assertThat(reason(test.sign(test.bob, test.update(null), Pool.MAX_PER_ACCOUNT + 1)))
                .startsWith("1016");
    }

    @Test
    void listenersHearEverythingInOrder() {
        test.chain.submit(test.sign(test.alice, test.update(null), 0));
        Block block = test.produce();
        test.produce();
        test.chain.finalizeTo(block.number());
        test.chain.finalizeTo(99);
        assertThat(test.heard)
                .containsExactly(
                        "imported 1",
                        "InBlock",
                        "imported 2",
                        "finalized 1",
                        "Finalized",
                        "Finalized",
                        "finalized 2",
                        "Finalized");
    }

    @Test
    void moneyMovesAndIsNeverMade() {
        List<byte[]> calls = new ArrayList<>();
        for (boolean keepAlive : new boolean[] {true, false}) {
            calls.add(transfer(keepAlive, test.poor, BigInteger.valueOf(1_000_000)));
        }
        calls.add(transfer(true, test.poor, TestChain.RICH));
        calls.add(transfer(true, TestChain.identity("//Ferdie", KeyType.ED25519), BigInteger.ONE));
        for (byte[] call : calls) {
            test.run(test.bob, call);
        }
        assertThat(test.chain.balance(test.poor.account())).isEqualTo(BigInteger.valueOf(2_000_000));
        test.run(test.poor, transfer(false, test.bob, BigInteger.valueOf(1_998_000)));
        BigInteger sum = test.chain
                .balance(test.alice.account())
                .add(test.chain.balance(test.bob.account()))
                .add(test.chain.balance(test.poor.account()));
        assertThat(sum).isLessThan(TestChain.RICH.multiply(BigInteger.TWO));
    }

    private static byte[] transfer(boolean keepAlive, Identity to, BigInteger amount) {
        return new ScaleWriter()
                .u8(RuntimeConstants.BALANCES)
                .u8(keepAlive ? RuntimeConstants.CALL_TRANSFER_KEEP_ALIVE : RuntimeConstants.CALL_TRANSFER_ALLOW_DEATH)
                .u8(0)
                .raw(to.account().bytes())
                .compact(amount)
                .toBytes();
    }

    private String reason(byte[] extrinsic) {
        Submission submission = test.chain.submit(extrinsic);
        assertThat(submission).isInstanceOf(Submission.Rejected.class);
        Rejection reason = ((Submission.Rejected) submission).reason();
        return reason.code() + " " + (reason.data() == null ? reason.message() : reason.data());
    }
}
