package io.threefold.rmb.devnet.chain;

import static io.threefold.rmb.devnet.chain.TestChain.ascii;
import static io.threefold.rmb.devnet.chain.TestChain.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.tfchain.events.DispatchFailure;
import io.threefold.rmb.tfchain.events.EventRecord;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwinCallsTest {
    private final TestChain test = new TestChain();

    @Test
    void createsATwinOnceTheTermsAreAccepted() throws Exception {
        assertThat(failure(test.bob, test.create("relay.grid.tf")))
                .isEqualTo("TfgridModule.UserDidNotSignTermsAndConditions");
        assertThat(names(test.run(test.bob, test.accept("http://zos.tf/terms/v0.1", "9021d4dee05a661e"))))
                .containsExactly(
                        "Balances.Withdraw", "TransactionPayment.TransactionFeePaid", "System.ExtrinsicSuccess");
        List<EventRecord> created = test.run(test.bob, test.create("relay.grid.tf"));
        assertThat(names(created))
                .containsExactly(
                        "Balances.Withdraw",
                        "TfgridModule.TwinStored",
                        "TransactionPayment.TransactionFeePaid",
                        "System.ExtrinsicSuccess");
        TwinRecord twin = test.twin(8);
        assertThat(twin.account()).isEqualTo(test.bob.account());
        assertThat(twin.relay()).isEqualTo(ascii("relay.grid.tf"));
        assertThat(twin.pk()).isNull();
        assertThat(test.chain.hasTwin(test.bob.account())).isTrue();
    }

    @Test
    void checksComeInTheOrderOfTheChain() {
        // Nothing accepted and a bad relay: the terms come first.
        assertThat(failure(test.bob, test.create("a b"))).endsWith("UserDidNotSignTermsAndConditions");
        test.run(test.alice, test.accept("http://x", "h"));
        // A twin and a bad relay: the twin comes first.
        assertThat(failure(test.alice, test.create("a b"))).endsWith("TwinWithPubkeyExists");
        test.run(test.bob, test.accept("http://x", "h"));
        assertThat(failure(test.bob, test.create("relay.grid.tf:443"))).endsWith("InvalidRelayAddress");
        assertThat(failure(test.bob, test.update("a b"))).endsWith("TwinNotExists");
        assertThat(failure(test.alice, test.update("a.b"))).endsWith("InvalidRelayAddress");
    }

    @Test
    void updateReplacesBothFieldsAndNoneErases() {
        assertThat(names(test.run(test.alice, test.update("r1.grid.tf_r2.grid.tf"))))
                .contains("TfgridModule.TwinUpdated");
        assertThat(test.twin(7).relay()).isEqualTo(ascii("r1.grid.tf_r2.grid.tf"));
        test.run(test.alice, test.update(null));
        assertThat(test.twin(7).relay()).isNull();
    }

    @Test
    void termsAreChecked() {
        assertThat(failure(test.bob, test.accept("", "h"))).endsWith("DocumentLinkInputTooShort");
        assertThat(failure(test.bob, test.accept("http://x", ""))).endsWith("DocumentHashInputTooShort");
        assertThat(failure(test.bob, test.accept("http://x", "no blanks"))).endsWith("InvalidDocumentHashInput");
    }

    @Test
    void failedCallsCostTheFeeAndTheNonceAndChangeNothingElse() {
        BigInteger before = test.chain.balance(test.alice.account());
        assertThat(failure(test.alice, test.update("no:port"))).endsWith("InvalidRelayAddress");
        assertThat(test.chain.balance(test.alice.account())).isLessThan(before);
        assertThat(test.chain.nextNonce(test.alice.account())).isEqualTo(1);
        assertThat(test.twin(7).relay()).isEqualTo(ascii("relay.dev.grid.tf"));
    }

    @Test
    void overLongArgumentsDoNotEvenDecode() {
        byte[] tooLong = test.update("x".repeat(1025));
        Submission submission = test.chain.submit(test.sign(test.alice, tooLong, 0));
        assertThat(submission)
                .isInstanceOfSatisfying(
                        Submission.Rejected.class,
                        rejected -> assertThat(rejected.reason().code()).isEqualTo(1002));
        assertThat(names(test.run(test.alice, test.update("x".repeat(1024))))).contains("TfgridModule.TwinUpdated");
    }

    @Test
    void relayStringsOfTheVectors() {
        for (var vector : Vectors.json("relay-address.json").get("cases")) {
            String relay = vector.get("relay").isNull()
                    ? vector.get("repeat").asText().repeat(vector.get("length").asInt())
                    : vector.get("relay").asText();
            byte[] bytes = relay.getBytes(StandardCharsets.UTF_8);
            if (bytes.length <= RuntimeConstants.MAX_RELAY) {
                assertThat(TestChain.STRICT.accepts(bytes))
                        .as(relay)
                        .isEqualTo(vector.get("valid_on_chain").asBoolean());
            }
        }
    }

    @Test
    void laxRuleTakesPortsAndSchemes() {
        TestChain lax = new TestChain(RelayRule.LAX);
        assertThat(names(lax.run(lax.alice, lax.update("ws:/127.0.0.1:8080")))).contains("TfgridModule.TwinUpdated");
        assertThat(names(lax.run(lax.alice, lax.update("no blanks")))).contains("System.ExtrinsicFailed");
        assertThat(RelayRule.LAX.accepts(new byte[0])).isFalse();
    }

    @Test
    void operatorCanFundAndAddTwins() {
        test.chain.request(new PrivilegedAction.Fund(test.poor.account(), TestChain.RICH));
        test.chain.request(new PrivilegedAction.AddTwin(test.poor.account(), ascii("relay.grid.tf"), null));
        Block block = test.produce();
        assertThat(names(test.events(block)))
                .containsExactly(
                        "System.NewAccount",
                        "Balances.Endowed",
                        "Balances.Deposit",
                        "TfgridModule.TwinStored",
                        "System.ExtrinsicSuccess");
        assertThat(names(test.run(test.poor, test.update("r9.grid.tf")))).contains("TfgridModule.TwinUpdated");
        assertThat(test.twin(8).relay()).isEqualTo(ascii("r9.grid.tf"));
    }

    @Test
    void genesisSpecRefusesTwins() {
        TwinRecord twin = new TwinRecord(1, test.alice.account(), null, null);
        TwinRecord sameId = new TwinRecord(1, test.bob.account(), null, null);
        TwinRecord sameAccount = new TwinRecord(2, test.alice.account(), null, null);
        assertThatThrownBy(() -> new ChainSpec(new byte[0], Map.of(), List.of(twin, sameId)))
                .hasMessage("two twins have the same id");
        assertThatThrownBy(() -> new ChainSpec(new byte[0], Map.of(), List.of(twin, sameAccount)))
                .hasMessage("two twins have the same account");
    }

    private String failure(Identity who, byte[] call) {
        EventRecord last = test.run(who, call).getLast();
        assertThat(last.is("System", "ExtrinsicFailed")).isTrue();
        try {
            return DispatchFailure.of(test.metadata, last.content().field("dispatch_error"))
                    .name();
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }
}
