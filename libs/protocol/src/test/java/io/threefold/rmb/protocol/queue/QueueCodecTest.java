package io.threefold.rmb.protocol.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.PeerErrorCode;
import io.threefold.rmb.protocol.queue.QueueRead.Readable;
import io.threefold.rmb.protocol.queue.QueueRead.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueCodecTest {
    private static final QueueCodec CODEC = QueueCodec.DEFAULT;
    private static final ByteString HI = ByteString.copyFromUtf8("hi");

    @Test
    void readsTheTypeScriptClientsRequest() {
        assertThat(request("""
                        {"ver":1,"ref":"u-1","cmd":"calc.add","exp":300,"dat":"aGk=","tag":"","dst":[42],"ret":"u-1",
                         "shm":"application/json","now":1700000000}"""))
                .isEqualTo(new OutgoingRequest(
                        "u-1", "calc.add", 300, HI, "", List.of(42L), "u-1", "application/json", 1700000000));
    }

    @Test
    void readsTheGoClientsRequest() {
        assertThat(request("""
                        {"ver":1,"ref":"","cmd":"calc.add","exp":0,"dat":"aGk=","tag":"","dst":[42,43],"ret":"r",
                         "shm":"application/json","now":0,"con":null,"err":null}"""))
                .isEqualTo(
                        new OutgoingRequest("", "calc.add", 0, HI, "", List.of(42L, 43L), "r", "application/json", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'cmd':'c','dst':[4294967295],'ret':'r'}",
                "{'ver':null,'ref':null,'cmd':'c','exp':null,'dat':null,'tag':null,'dst':[4294967295],'ret':'r','shm':null,'now':null}",
                " {'x':{'cmd':'no','dst':[[1]]},'dst':[4294967295],'y':[{},[1.5e300]],'ret':'r','src':{},'cmd':'c'} \n"
            })
    void everythingButCommandDestinationAndReturnMayBeMissing(String json) {
        assertThat(request(json))
                .isEqualTo(
                        new OutgoingRequest(null, "c", 0, ByteString.EMPTY, null, List.of(4294967295L), "r", null, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'dst':[1],'ret':'r'} | cmd: is missing
                    {'cmd':'','dst':[1],'ret':'r'} | cmd: is missing
                    {'cmd':'c','dst':[1]} | ret: is missing
                    {'cmd':'c','dst':[1],'ret':''} | ret: is missing
                    {'cmd':'c','ret':'r'} | dst: must name
                    {'cmd':'c','ret':'r','dst':[]} | dst: must name
                    {'cmd':'c','ret':'r','dst':null} | dst: must name
                    {'cmd':'c','ret':'r','dst':'1'} | dst: must be a list
                    {'cmd':'c','ret':'r','dst':1} | dst: must be a list
                    {'cmd':'c','ret':'r','dst':{'a':1}} | dst: must be a list
                    {'cmd':'c','ret':'r','dst':[-1]} | dst: must hold twin ids
                    {'cmd':'c','ret':'r','dst':[4294967296]} | dst: must hold twin ids
                    {'cmd':'c','ret':'r','dst':[99999999999999999999999]} | dst: must hold twin ids
                    {'cmd':'c','ret':'r','dst':[1.0]} | dst: must hold twin ids
                    {'cmd':'c','ret':'r','dst':['1']} | dst: must hold twin ids
                    {'cmd':'c','ret':'r','dst':[null]} | dst: must hold twin ids
                    {'cmd':'c','ret':'r','dst':[[1]]} | dst: must hold twin ids
                    {'cmd':'c','ret':'r','dst':[1],'exp':1.5} | exp: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'exp':300.0} | exp: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'exp':3e2} | exp: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'exp':'300'} | exp: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'exp':-1} | exp: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'exp':9223372036854775808} | exp: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'exp':true} | exp: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'now':1700000000.123} | now: must be a whole number
                    {'cmd':'c','ret':'r','dst':[1],'ver':2} | ver: must be 1
                    {'cmd':'c','ret':'r','dst':[1],'ver':'1'} | ver: must be
                    {'cmd':5,'ret':'r','dst':[1]} | cmd: must be text
                    {'cmd':'c','ret':['r'],'dst':[1]} | ret: must be text
                    {'cmd':'c','ret':'r','dst':[1],'ref':{}} | ref: must be text
                    {'cmd':'c','ret':'r','dst':[1],'tag':7} | tag: must be text
                    {'cmd':'c','ret':'r','dst':[1],'shm':false} | shm: must be text
                    {'cmd':'c','ret':'r','dst':[1],'ref':'\\ud800'} | ref: holds half
                    {'cmd':'c','cmd':'d','ret':'r','dst':[1]} | cmd: is there twice
                    {'cmd':'c','ret':'r','dst':[1],'dat':7} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':[]} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'aGk'} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'aGk=='} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'a-_='} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'aG k'} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'aGl='} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'aG=='} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'===='} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'\\u00e9\\u00e9'} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1],'dat':'éé'} | dat: must be base64
                    {'cmd':'c','ret':'r','dst':[1]} x | message: is not valid JSON
                    {'cmd':'c','ret':'r','dst':[1]}{} | message: goes on
                    {'cmd':'c','ret':'r','dst':[1] | message: is not valid JSON
                    {'cmd':'c','ret':'r','dst':[1 | message: is not valid JSON
                    {'cmd':'c','ret':'r','dst':[1],'dat':'aGk= | message: is not valid JSON
                    [] | message: must be a JSON object
                    7 | message: must be a JSON object
                    null | message: must be a JSON object
                    nonsense | message: is not valid JSON
                    """)
    void namesFieldAndRule(String json, String reason) {
        assertThat(unreadable(json).reason()).startsWith(reason);
        assertThat(unreadable(json).code()).isEqualTo(PeerErrorCode.INVALID_PAYLOAD);
    }

    @Test
    void emptyInputIsNoObject() {
        assertThat(unreadable("").reason()).startsWith("message: must be a JSON object");
    }

    @Test
    void findsTheReturnListBehindABrokenField() {
        assertThat(unreadable("{'exp':'x','dst':[1,-1,2],'dat':{},'ref':'mine','ret':'r','cmd':'c'}"))
                .isEqualTo(new Unreadable<>(
                        "exp",
                        "must be a whole number",
                        PeerErrorCode.INVALID_PAYLOAD,
                        "mine",
                        "r",
                        List.of(1L, 2L),
                        null));
    }

    @Test
    void findsTheReturnListBeforeJsonBreaks() {
        var broken = unreadable("{'ret':'r','ref':'mine','cmd':}");
        assertThat(broken.replyTo()).isEqualTo("r");
        assertThat(broken.ref()).isEqualTo("mine");
    }

    @Test
    void neverQuotesTheMessage() {
        assertThat(unreadable("{'ret':'r','cmd':secret}").reason()).doesNotContain("secret");
        assertThat(unreadable("{'ret':'r','cmd':'c','dst':['secret']}").reason())
                .doesNotContain("secret");
    }

    @Test
    void readsEscapedBase64() {
        assertThat(request("{'cmd':'c','dst':[1],'ret':'r','dat':'\\/\\/8\\u003d'}")
                        .data())
                .isEqualTo(ByteString.copyFrom(new byte[] {-1, -1}));
    }

    @Test
    void readsDataBehindTextThatIsNotAscii() {
        assertThat(request(
                                "{'x\u00e9':'\u20ac','ref':'\u00e9\ud83d\ude00','dat' : 'aGk=','cmd':'c','dst':[1],'ret':'r'}")
                        .data())
                .isEqualTo(HI);
        byte[] json = json("{'dat':'aGk=','cmd':'c','dst':[1],'ret':'r'}").getBytes(StandardCharsets.UTF_8);
        byte[] marked = new byte[json.length + 3];
        System.arraycopy(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 0, marked, 0, 3);
        System.arraycopy(json, 0, marked, 3, json.length);
        assertThat(CODEC.readOutgoingRequest(marked))
                .isInstanceOfSatisfying(
                        Readable.class,
                        r -> assertThat(((OutgoingRequest) r.message()).data()).isEqualTo(HI));
    }

    @Test
    void takesPayloadsUpToTheLimitAndAnswersLargerOnes() {
        var codec = new QueueCodec(QueueLimits.ofData(1000));
        for (int size : new int[] {997, 998, 999, 1000}) {
            var data = ByteString.copyFrom(new byte[size]);
            var sent = new OutgoingRequest(null, "c", 0, data, null, List.of(1L), "r", null, 0);
            assertThat(codec.readOutgoingRequest(codec.write(sent))).isEqualTo(new Readable<>(sent));
        }
        for (int size : new int[] {1001, 1002, 5_000_000}) {
            var data = ByteString.copyFrom(new byte[size]);
            var sent = new OutgoingRequest("mine", "c", 0, data, null, List.of(1L), "r", null, 0);
            assertThat(codec.readOutgoingRequest(codec.write(sent)))
                    .isEqualTo(new Unreadable<OutgoingRequest>(
                            "dat",
                            "is larger than 1000 bytes",
                            PeerErrorCode.INVALID_PAYLOAD,
                            "mine",
                            "r",
                            List.of(1L),
                            null));
        }
    }

    @Test
    void writesLargePayloadsOfAnyShape() {
        byte[] bytes = new byte[300_001];
        new Random(1).nextBytes(bytes);
        var whole = ByteString.copyFrom(bytes);
        for (ByteString data : List.of(
                whole,
                whole.substring(1),
                whole.substring(0, 200_000).concat(whole.substring(200_000)),
                whole.substring(0, 12_288),
                whole.substring(0, 12_285))) {
            var sent = new OutgoingRequest("mine", "c", 0, data, "t", List.of(1L), "r", "s", 5);
            assertThat(CODEC.readOutgoingRequest(CODEC.write(sent))).isEqualTo(new Readable<>(sent));
        }
        assertThat(whole.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void boundsEscapedPayloadsToo() {
        var codec = new QueueCodec(QueueLimits.ofData(3));
        assertThat(codec.readOutgoingRequest(bytes("{'dat':'\\u0061aaa','ret':'r','cmd':'c','dst':[1]}")))
                .isInstanceOf(Readable.class);
        assertThat(codec.readOutgoingRequest(bytes("{'dat':'\\u0061aaaaaaa','ret':'r','cmd':'c','dst':[1]}")))
                .isInstanceOfSatisfying(
                        Unreadable.class, u -> assertThat(u.reason()).isEqualTo("dat: is larger than 3 bytes"));
    }

    @Test
    void boundsTextsListsAndTheWhole() {
        String longest = "x".repeat(1024);
        assertThat(request("{'cmd':'" + longest + "','ret':'r','dst':[1]}").command())
                .isEqualTo(longest);
        assertThat(unreadable("{'cmd':'" + longest + "x','ret':'r','dst':[1]}").reason())
                .isEqualTo("cmd: is longer than 1024 characters");
        String thousand = "1" + ",1".repeat(999);
        assertThat(request("{'cmd':'c','ret':'r','dst':[" + thousand + "]}").destinations())
                .hasSize(1000);
        var many = unreadable("{'cmd':'c','dst':[" + thousand + ",1,1],'ret':'r'}");
        assertThat(many.reason()).isEqualTo("dst: has more than 1000 entries");
        assertThat(many.destinations()).hasSize(1000);
        assertThat(many.replyTo()).isEqualTo("r");
        var codec = new QueueCodec(new QueueLimits(10, 10, 10, 10, 10));
        assertThat(codec.readOutgoingRequest(new byte[11]))
                .isInstanceOfSatisfying(
                        Unreadable.class, u -> assertThat(u.reason()).isEqualTo("message: is longer than 10 bytes"));
        assertThat(unreadable("{'x':" + "[".repeat(100_000)).reason()).isEqualTo("message: is not valid JSON");
        assertThat(unreadable("{'exp':" + "9".repeat(100_000) + "}").reason()).startsWith("message: is not valid JSON");
    }

    @Test
    void readsServicesResponses() {
        assertThat(response("{'ver':1,'ref':'u','dat':'aGk=','dst':'7:s','shm':'text/plain','now':5,'err':null}"))
                .isEqualTo(new OutgoingResponse("u", HI, new Address(7, "s"), "text/plain", 5, null));
        assertThat(response("{'ref':'u','dst':'7','err':{'code':255,'message':'no','more':[]}}"))
                .isEqualTo(
                        new OutgoingResponse("u", ByteString.EMPTY, Address.of(7), null, 0, new QueueError(255, "no")));
        assertThat(response("{'ref':'u','dst':7,'err':{}}"))
                .isEqualTo(new OutgoingResponse("u", ByteString.EMPTY, Address.of(7), null, 0, new QueueError(0, "")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'dst':'7'} | ref: is missing
                    {'ref':'','dst':'7'} | ref: is missing
                    {'ref':'u'} | dst: is missing
                    {'ref':'u','dst':''} | dst: must be
                    {'ref':'u','dst':'x'} | dst: must be
                    {'ref':'u','dst':[7]} | dst: must be
                    {'ref':'u','dst':'4294967296'} | dst: must be
                    {'ref':'u','dst':-7} | dst: must be
                    {'ref':'u','dst':'7','err':'no'} | err: must be an object
                    {'ref':'u','dst':'7','err':{'code':-1}} | err.code: must be
                    {'ref':'u','dst':'7','err':{'code':1.5}} | err.code: must be
                    {'ref':'u','dst':'7','err':{'code':4294967296}} | err.code: must be
                    {'ref':'u','dst':'7','err':{'message':7}} | err.message: must be text
                    """)
    void namesFieldAndRuleOfResponses(String json, String reason) {
        assertThat(CODEC.readOutgoingResponse(bytes(json)))
                .isInstanceOfSatisfying(
                        Unreadable.class, u -> assertThat(u.reason()).startsWith(reason));
    }

    @Test
    void keepsWhereABrokenResponseWasBoundFor() {
        assertThat(CODEC.readOutgoingResponse(bytes("{'dat':'?','dst':'7:s','ref':'u','ret':'ignored'}")))
                .isEqualTo(new Unreadable<OutgoingResponse>(
                        "dat",
                        "must be base64 with the standard alphabet and padding",
                        PeerErrorCode.INVALID_PAYLOAD,
                        "u",
                        null,
                        List.of(),
                        new Address(7, "s")));
    }

    @Test
    void theListSaysWhatAMessageIs() {
        byte[] response = bytes("{'ref':'u','dst':'7','dat':''}");
        assertThat(CODEC.readOutgoing(QueueNames.REPLY, response)).isInstanceOf(Readable.class);
        assertThat(CODEC.readOutgoing(QueueNames.LOCAL, response))
                .isInstanceOfSatisfying(
                        Unreadable.class, u -> assertThat(u.reason()).startsWith("dst: must be a list"));
    }

    @Test
    void writesTheReferencesKeysInItsOrder() {
        assertThat(text(CODEC.write(
                        new IncomingRequest("u", new Address(7, "s"), "c", 300, HI, null, QueueNames.REPLY, null, 5))))
                .isEqualTo(
                        "{\"ver\":1,\"ref\":\"u\",\"src\":\"7:s\",\"cmd\":\"c\",\"exp\":300,\"dat\":\"aGk=\",\"tag\":null,\"ret\":\"msgbus.system.reply\",\"shm\":null,\"now\":5}");
        assertThat(text(CODEC.write(new IncomingResponse("r", HI, "42", "application/json", 5, null))))
                .isEqualTo(
                        "{\"ver\":1,\"ref\":\"r\",\"dat\":\"aGk=\",\"src\":\"42\",\"shm\":\"application/json\",\"now\":5,\"err\":null}");
        assertThat(text(CODEC.write(QueueCodec.error(null, "0", 5, new QueueError(102, "late \"one\"")))))
                .isEqualTo(
                        "{\"ver\":1,\"ref\":null,\"dat\":\"\",\"src\":\"0\",\"shm\":null,\"now\":5,\"err\":{\"code\":102,\"message\":\"late \\\"one\\\"\"}}");
        assertThat(text(CODEC.write(new OutgoingRequest("r", "c", 0, HI, "", List.of(1L, 2L), "q", null, 0))))
                .isEqualTo(
                        "{\"ver\":1,\"ref\":\"r\",\"cmd\":\"c\",\"exp\":0,\"dat\":\"aGk=\",\"tag\":\"\",\"dst\":[1,2],\"ret\":\"q\",\"shm\":null,\"now\":0}");
        assertThat(text(CODEC.write(new OutgoingResponse("u", HI, Address.of(7), null, 5, null))))
                .isEqualTo(
                        "{\"ver\":1,\"ref\":\"u\",\"dat\":\"aGk=\",\"dst\":\"7\",\"shm\":null,\"now\":5,\"err\":null}");
    }

    @Test
    void writesHalfASurrogatePairAsAQuestionMark() {
        assertThat(text(CODEC.write(QueueCodec.error("a\ud800b", "", 0, new QueueError(500, "\udc00")))))
                .contains("\"ref\":\"a?b\"", "\"message\":\"?\"");
    }

    @Test
    void knowsTheListsOfItsOwn() {
        assertThat(QueueNames.command("calc.add")).isEqualTo("msgbus.calc.add");
        assertThat(QueueNames.isReserved("system.local")).isTrue();
        assertThat(QueueNames.isReserved("backlog.x")).isTrue();
        assertThat(QueueNames.isReserved("systems")).isFalse();
    }

    private static OutgoingRequest request(String json) {
        return switch (CODEC.readOutgoingRequest(bytes(json))) {
            case Readable<OutgoingRequest> readable -> readable.message();
            case Unreadable<OutgoingRequest> unreadable -> throw new AssertionError(unreadable.reason());
        };
    }

    private static OutgoingResponse response(String json) {
        return switch (CODEC.readOutgoingResponse(bytes(json))) {
            case Readable<OutgoingResponse> readable -> readable.message();
            case Unreadable<OutgoingResponse> unreadable -> throw new AssertionError(unreadable.reason());
        };
    }

    private static Unreadable<OutgoingRequest> unreadable(String json) {
        return switch (CODEC.readOutgoingRequest(bytes(json))) {
            case Readable<OutgoingRequest> readable -> throw new AssertionError(readable);
            case Unreadable<OutgoingRequest> unreadable -> unreadable;
        };
    }

    private static byte[] bytes(String json) {
        return json(json).getBytes(StandardCharsets.UTF_8);
    }

    private static String json(String quoted) {
        return quoted.contains("\"") ? quoted : quoted.replace('\'', '"');
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
