package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import org.jspecify.annotations.Nullable;

/**
 * A twin as this chain stores it (TFCHAIN §2). Its list of entities is always empty here.
 *
 * @param id 1 to 2^32-1
 * @param relay host names joined by {@code _}, at most 1024 bytes
 * @param pk at most 128 bytes; 33 when it is a usable encryption key
 */
public record TwinRecord(long id, AccountId account, byte @Nullable [] relay, byte @Nullable [] pk) {
    /** Its SCALE form. */
    public byte[] encode() {
        return new ScaleWriter()
                .u32(id)
                .raw(account.bytes())
                .optionalByteVector(relay)
                .compact(0)
                .optionalByteVector(pk)
                .toBytes();
    }

    static TwinRecord decode(byte[] scale) throws ScaleException {
        ScaleReader in = new ScaleReader(scale);
        long id = in.u32();
        AccountId account = AccountId.of(in.bytes(AccountId.LENGTH));
        byte[] relay = in.option() ? in.byteVector(RuntimeConstants.MAX_RELAY) : null;
        int entities = in.vectorLength(5);
        for (int i = 0; i < entities; i++) {
            in.skip(4);
            in.skipByteVector();
        }
        byte[] pk = in.option() ? in.byteVector(RuntimeConstants.MAX_PK) : null;
        in.expectEnd();
        return new TwinRecord(id, account, relay, pk);
    }
}
