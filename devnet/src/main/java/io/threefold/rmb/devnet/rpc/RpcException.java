package io.threefold.rmb.devnet.rpc;

import io.threefold.rmb.devnet.chain.Rejection;
import org.jspecify.annotations.Nullable;

/** A JSON-RPC error that is the caller's to read. */
final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final @Nullable String data;

    RpcException(int code, String message, @Nullable String data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    static RpcException parse() {
        return new RpcException(-32700, "Parse error", null);
    }

    static RpcException invalidRequest(String why) {
        return new RpcException(-32600, "Invalid request", why);
    }

    static RpcException noMethod() {
        return new RpcException(-32601, "Method not found", null);
    }

    static RpcException invalidParams(String why) {
        return new RpcException(-32602, "Invalid params", why);
    }

    /** A state or block that is not, or no longer, there; the code nodes answer for their client errors. */
    static RpcException unknownBlock(String hash) {
        return new RpcException(
                4003, "Client error: UnknownBlock: State of " + hash + " is unknown or already discarded", null);
    }

    static RpcException rejected(Rejection rejection) {
        return new RpcException(rejection.code(), rejection.message(), rejection.data());
    }

    int code() {
        return code;
    }

    String text() {
        return getMessage() == null ? "" : getMessage();
    }

    @Nullable String data() {
        return data;
    }
}
