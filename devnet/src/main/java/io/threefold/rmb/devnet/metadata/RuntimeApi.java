package io.threefold.rmb.devnet.metadata;

import java.util.HexFormat;

/** Runtime interfaces that {@code state_call} serves, with the version whose signatures it follows. */
public enum RuntimeApi {
    CORE("df6acb689907609b", 4),
    METADATA("37e397fc7c91f5e4", 2),
    ACCOUNT_NONCE("bc9d89904f5b923f", 1),
    TRANSACTION_PAYMENT("37c8bb1350a9a2a8", 4);

    private final String id;
    private final int version;

    RuntimeApi(String id, int version) {
        this.id = id;
        this.version = version;
    }

    /** BLAKE2b-64 of the interface's name. */
    public byte[] id() {
        return HexFormat.of().parseHex(id);
    }

    /** The interface's version. */
    public int version() {
        return version;
    }
}
