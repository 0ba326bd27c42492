package io.threefold.rmb.tfchain.rpc;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One live connection, for what must be asked right after connecting, before other calls may use it. */
public interface RpcSession {
    /** Calls over this connection only. Never completes exceptionally. */
    CompletionStage<RpcReply> call(String method, List<? extends @Nullable Object> params);
}
