package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.metadata.Value;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A twin as the chain stores it (TFCHAIN §2). */
public final class TwinCodec {
    private static final char SEPARATOR = '_';

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
                relay == null ? Collections.emptySortedSet() : splitRelays(relay.asBytes()),
                pk == null ? null : ByteString.copyFrom(pk.asBytes()));
    }

    /**
     * SCALE in the layout of every runtime since 2023, without entities; for chains and tests: what a client reads it
     * decodes by metadata.
     */
    public static byte[] encode(Twin twin) {
        ScaleWriter out = new ScaleWriter().u32(twin.id()).raw(twin.account().bytes());
        out.optionalByteVector(joinRelays(twin.relays()));
        out.compact(0);
        ByteString pk = twin.encryptionKey();
        return out.optionalByteVector(pk == null ? null : pk.toByteArray()).toBytes();
    }

    /** Domains of an on-chain relay string; empty parts do not count. */
    static SortedSet<String> splitRelays(byte[] relay) {
        TreeSet<String> relays = new TreeSet<>();
        String text = new String(relay, StandardCharsets.US_ASCII);
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == SEPARATOR) {
                if (i > start) {
                    relays.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return Collections.unmodifiableSortedSet(relays);
    }

    /** The on-chain relay string, sorted; null for no relays. */
    static byte @Nullable [] joinRelays(SortedSet<String> relays) {
        return relays.isEmpty()
                ? null
                : String.join(String.valueOf(SEPARATOR), new TreeSet<>(relays)).getBytes(StandardCharsets.US_ASCII);
    }
}
