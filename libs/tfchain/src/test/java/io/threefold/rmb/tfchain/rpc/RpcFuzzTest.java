package io.threefold.rmb.tfchain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever a node sends, it is an answer, an item or unusable, never an exception. */
class RpcFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void frame(byte[] data) {
        switch (RpcMessage.parse(new String(data, StandardCharsets.UTF_8))) {
            case RpcMessage.Response(long id, RpcReply reply) -> {
                assertThat(reply).isNotNull();
                if (reply instanceof RpcReply.Refused refused) {
                    assertThat(refused.message().length()).isLessThanOrEqualTo(RpcMessage.MAX_TEXT);
                }
            }
            case RpcMessage.Notification notification ->
                assertThat(notification.item()).isNotNull();
            case RpcMessage.Unusable unusable -> assertThat(unusable.reason()).isNotEmpty();
        }
    }
}
