package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.relay.RelayAddress;
import io.threefold.rmb.tfchain.metadata.Value;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** A twin as the chain stores it (TFCHAIN §2). */
public final class TwinCodec {
    private TwinCodec() {}

    /** Makes a twin of a value decoded with the runtime's metadata. */
    public static Twin decode(Value value) throws ScaleException {
        long id = value.field("id").asU32();
        byte[] account = value.field("account_id").asBytes();
        if (account.length != AccountId.LENGTH) {
            throw new ScaleException("the account of twin " + id + " has " + account.length + " bytes");
        }
        Value relay = value.field("relay").asOption();
        Value pk = value.field("pk").asOption();
        return new Twin(
                id,
                AccountId.of(account),
                relay == null
                        ? Collections.emptySortedSet()
                        : RelayAddress.split(new String(relay.asBytes(), StandardCharsets.US_ASCII)),
                pk == null ? null : ByteString.copyFrom(pk.asBytes()));
    }

    /**
     * SCALE in the layout of every runtime since 2023, without entities; for chains and tests: what a client reads it
     * decodes by metadata.
     */
    public static byte[] encode(Twin twin) {
        ScaleWriter out = new ScaleWriter().u32(twin.id()).raw(twin.account().bytes());
        out.optionalByteVector(
                twin.relays().isEmpty()
                        ? null
                        : RelayAddress.join(twin.relays()).getBytes(StandardCharsets.US_ASCII));
        out.compact(0);
        ByteString pk = twin.encryptionKey();
        return out.optionalByteVector(pk == null ? null : pk.toByteArray()).toBytes();
    }
}
