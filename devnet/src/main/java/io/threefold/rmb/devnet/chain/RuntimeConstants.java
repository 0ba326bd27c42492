package io.threefold.rmb.devnet.chain;

/** Numbers of the stand-in runtime; indexes are those of tfchain spec 149 (TFCHAIN §1, §3), so vectors made for it fit. */
public final class RuntimeConstants {
    public static final String SPEC_NAME = "substrate-threefold";
    public static final String IMPL_NAME = "rmb-devnet";
    public static final int SPEC_VERSION = 149;
    public static final int TRANSACTION_VERSION = 2;
    public static final int SS58_PREFIX = 42;

    /** Blocks whose hashes the runtime keeps, and so the longest life of a mortal extrinsic. */
    public static final int BLOCK_HASH_COUNT = 2400;

    /** Milliseconds; clients derive the life of mortal extrinsics from it (twice this is their idea of a block's time). */
    public static final long MINIMUM_PERIOD = 3000;

    /** Least balance an account can have, in 10^-7 TFT. */
    public static final long EXISTENTIAL_DEPOSIT = 500;

    /** Fee of every extrinsic, in 10^-7 TFT; one unit more per byte. */
    public static final long BASE_FEE = 1000;

    public static final int SYSTEM = 0;
    public static final int TIMESTAMP = 1;
    public static final int BALANCES = 20;
    public static final int TRANSACTION_PAYMENT = 21;
    public static final int TFGRID = 25;

    public static final int CALL_TIMESTAMP_SET = 0;
    public static final int CALL_TRANSFER_ALLOW_DEATH = 0;
    public static final int CALL_TRANSFER_KEEP_ALIVE = 3;
    public static final int CALL_CREATE_TWIN = 17;
    public static final int CALL_UPDATE_TWIN = 18;
    public static final int CALL_USER_ACCEPT_TC = 25;

    public static final int EVENT_EXTRINSIC_SUCCESS = 0;
    public static final int EVENT_EXTRINSIC_FAILED = 1;
    public static final int EVENT_NEW_ACCOUNT = 3;
    public static final int EVENT_ENDOWED = 0;
    public static final int EVENT_TRANSFER = 2;
    public static final int EVENT_DEPOSIT = 7;
    public static final int EVENT_WITHDRAW = 8;
    public static final int EVENT_FEE_PAID = 0;
    public static final int EVENT_TWIN_STORED = 11;
    public static final int EVENT_TWIN_UPDATED = 12;

    /** Greatest lengths in bytes; longer arguments do not decode (TFCHAIN §3). */
    public static final int MAX_RELAY = 1024;

    public static final int MAX_PK = 128;
    public static final int MAX_DOCUMENT_LINK = 2048;
    public static final int MAX_DOCUMENT_HASH = 50;

    private RuntimeConstants() {}
}
