package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import io.threefold.rmb.tfchain.scale.Twox;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Keys of what this runtime stores, as lower-case hex without {@code 0x} (TFCHAIN §2): text order is byte order. */
public final class StorageKey {
    static final String NUMBER = item("System", "Number");
    static final String PARENT_HASH = item("System", "ParentHash");
    static final String DIGEST = item("System", "Digest");
    /** {@code System.Events}. */
    public static final String EVENTS = item("System", "Events");

    static final String EVENT_COUNT = item("System", "EventCount");
    static final String TIMESTAMP_NOW = item("Timestamp", "Now");
    static final String TOTAL_ISSUANCE = item("Balances", "TotalIssuance");
    static final String LAST_TWIN_ID = item("TfgridModule", "TwinID");
    /** Makes the genesis hash of every new devnet another one. */
    static final String SALT = item("Devnet", "Salt");

    private static final String ACCOUNT = item("System", "Account");
    private static final String BLOCK_HASH = item("System", "BlockHash");
    private static final String TWINS = item("TfgridModule", "Twins");
    private static final String TWIN_BY_ACCOUNT = item("TfgridModule", "TwinIdByAccountID");
    private static final String TERMS = item("TfgridModule", "UsersTermsAndConditions");

    private StorageKey() {}

    /** {@code System.Account}: nonce and balance. */
    public static String account(AccountId account) {
        return ACCOUNT + blake2Concat(account.bytes());
    }

    static String blockHash(long number) {
        byte[] arg = new ScaleWriter().u32(number).toBytes();
        return BLOCK_HASH + hex(Twox.hash64(arg)) + hex(arg);
    }

    /** {@code TfgridModule.Twins}. */
    public static String twin(long id) {
        return TWINS + blake2Concat(new ScaleWriter().u32(id).toBytes());
    }

    /** {@code TfgridModule.TwinIdByAccountID}. */
    public static String twinByAccount(AccountId account) {
        return TWIN_BY_ACCOUNT + blake2Concat(account.bytes());
    }

    static String terms(AccountId account) {
        return TERMS + blake2Concat(account.bytes());
    }

    /** The key of a plain value, or the prefix of a map. */
    static String item(String pallet, String item) {
        return hex(Twox.hash128(pallet.getBytes(StandardCharsets.UTF_8)))
                + hex(Twox.hash128(item.getBytes(StandardCharsets.UTF_8)));
    }

    private static String blake2Concat(byte[] arg) {
        return hex(Blake2.hash128(arg)) + hex(arg);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
