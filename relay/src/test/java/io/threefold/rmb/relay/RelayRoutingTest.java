package io.threefold.rmb.relay;

import static io.threefold.rmb.relay.RelayFixture.A;
import static io.threefold.rmb.relay.RelayFixture.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Envelope;
import io.threefold.rmb.protocol.envelope.Message;
import io.threefold.rmb.protocol.envelope.Payload;
import io.threefold.rmb.protocol.identity.KeyType;
import org.junit.jupiter.api.Test;

class RelayRoutingTest extends RelayTestBase {
    @Test
    void bringsARequestAndItsAnswer() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        Envelope request = a.request("u1", B, null, 100);
        a.send(request);
        assertThat(b.next()).isEqualTo(request);
        Envelope response = b.response("u1", A);
        b.send(response);
        assertThat(a.next()).isEqualTo(response);
    }

    @Test
    void queuesForATwinThatIsNotConnected() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        for (int i = 0; i < 500; i++) {
            a.sendRequest("u" + i, B);
        }
        assertThat(a.barrier()).isEmpty();
        TestClient b = fixture.connect(relay, B);
        for (int i = 0; i < 500; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
    }

    @Test
    void keepsOrderWhileTheDestinationConnects() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        for (int i = 0; i < 200; i++) {
            a.sendRequest("u" + i, B);
        }
        TestClient b = fixture.connect(relay, B);
        for (int i = 200; i < 1000; i++) {
            a.sendRequest("u" + i, B);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(b.next().uid()).isEqualTo("u" + i);
        }
    }

    @Test
    void sessionsOfATwinAreApart() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        TestClient none = fixture.connect(relay, B);
        TestClient one = fixture.connect(relay, new Address(B.twin(), "one"));
        TestClient empty = fixture.connect(relay, new Address(B.twin(), ""));
        a.sendRequest("none", B);
        a.sendRequest("one", new Address(B.twin(), "one"));
        a.sendRequest("empty", new Address(B.twin(), ""));
        assertThat(none.next().uid()).isEqualTo("none");
        assertThat(one.next().uid()).isEqualTo("one");
        assertThat(empty.next().uid()).isEqualTo("empty");
    }

    @Test
    void worksWithSr25519() {
        RelayServer relay = fixture.relay();
        fixture.twins.add(9, KeyType.SR25519, RelayFixture.DOMAIN);
        try (TestClient c = TestClient.connect(fixture.vertx, relay.port(), Address.of(9), KeyType.SR25519)) {
            c.sendRequest("self", Address.of(9));
            assertThat(c.next().uid()).isEqualTo("self");
        }
    }

    @Test
    void answersPingsBehindEverythingBefore() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        for (int i = 0; i < 50; i++) {
            a.sendRequest("bad" + i, Address.of(99));
            a.sendRequest("good" + i, B);
        }
        Envelope ping = a.ping("p1")
                .withTags("")
                .withPayload(new Payload.Plain(com.google.protobuf.ByteString.copyFromUtf8("x-")));
        a.send(ping);
        for (int i = 0; i < 50; i++) {
            Envelope error = a.next();
            assertThat(error.uid()).isEqualTo("bad" + i);
            assertThat(error.message()).isEqualTo(new Message.Error(0, "unknown twin destination"));
        }
        Envelope pong = a.next();
        assertThat(pong.uid()).isEqualTo("p1");
        assertThat(pong.message()).isInstanceOf(Message.Pong.class);
        assertThat(pong.source()).isEqualTo(ping.destination());
        assertThat(pong.destination()).isEqualTo(ping.source());
        assertThat(pong.tags()).isEmpty();
        assertThat(pong.payload().bytes().toStringUtf8()).isEqualTo("x-hello world");
    }

    @Test
    void refusesWithTheTextsOfTheReference() {
        RelayServer relay = fixture.relay();
        fixture.twins.add(20);
        TestClient a = fixture.connect(relay, A);
        a.send(a.signed(new Envelope(
                "u1",
                null,
                now(),
                60,
                B,
                B,
                new Message.Request("x"),
                null,
                null,
                null,
                Payload.NONE,
                java.util.List.of())));
        assertThat(a.nextError()).isEqualTo("message wrong source");
        a.send(a.signed(new Envelope(
                "u1",
                null,
                now(),
                60,
                new Address(A.twin(), "s"),
                B,
                new Message.Request("x"),
                null,
                null,
                null,
                Payload.NONE,
                java.util.List.of())));
        assertThat(a.nextError()).isEqualTo("message wrong source");
        a.send(a.signed(new Envelope(
                "u1",
                null,
                now(),
                60,
                null,
                B,
                new Message.Request("x"),
                null,
                null,
                null,
                Payload.NONE,
                java.util.List.of())));
        assertThat(a.nextError()).isEqualTo("message wrong source");
        a.send(a.request("u2", null, null, 1));
        assertThat(a.nextError()).isEqualTo("message with missing destination");
        a.sendRequest("u3", Address.of(99));
        assertThat(a.nextError()).isEqualTo("unknown twin destination");
        a.sendRequest("u4", Address.of(20));
        assertThat(a.nextError()).isEqualTo("relay info is not set for this twin");
        a.send(a.request("u5", B, "x,fail-fast y", 1));
        assertThat(a.nextError()).isEqualTo("destination offline");
        a.send(a.request("u6", B, null, 1).withTimes(now() - 100, 60));
        assertThat(a.nextError()).isEqualTo("message has expired");
        fixture.twins.fail("the chain is away");
        a.sendRequest("u7", B);
        assertThat(a.nextError())
                .startsWith("failed to route message to peer '8'")
                .contains("the chain is away");
    }

    @Test
    void neverAnswersAnythingButRequests() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        a.send(a.response("u1", Address.of(99)));
        a.send(a.signed(Envelope.of("u2", A, Address.of(99), new Message.Error(1, "x"), 60)
                .withTimes(now(), 60)));
        a.send(a.signed(
                Envelope.of("u3", A, Address.of(99), new Message.None(), 60).withTimes(now(), 60)));
        a.send(a.signed(Envelope.of("u4", B, A, new Message.Response(), 60).withTimes(now(), 60)));
        assertThat(a.barrier()).isEmpty();
        assertThat(fixture.count("rmb.relay.refused", "told", "no")).isEqualTo(4);
    }

    @Test
    void failFastFindsTheConnected() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        a.send(a.request("u1", B, "fail-fast", 1));
        assertThat(b.next().uid()).isEqualTo("u1");
    }

    @Test
    void deliversToTheConnectedWhateverTheChainSays() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        fixture.twins.fail("away");
        a.sendRequest("u1", B);
        assertThat(b.next().uid()).isEqualTo("u1");
        fixture.twins.fail("");
        fixture.twins.add(B.twin(), "elsewhere.example");
        a.send(a.request("u2", B, "fail-fast", 1));
        assertThat(b.next().uid()).isEqualTo("u2");
    }

    @Test
    void largeMessagesPass() {
        RelayServer relay = fixture.relay();
        TestClient a = fixture.connect(relay, A);
        TestClient b = fixture.connect(relay, B);
        for (int i = 0; i < 20; i++) {
            a.send(a.request("u" + i, B, null, 1 << 20));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(b.next().payload().bytes().size()).isEqualTo(1 << 20);
        }
    }
}
