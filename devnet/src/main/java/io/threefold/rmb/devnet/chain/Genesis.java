package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes block 0. */
final class Genesis {
    private Genesis() {}

    static Block block(ChainSpec spec) {
        Overlay state = new Overlay(key -> null);
        state.put(StorageKey.SALT, spec.salt());
        state.put(StorageKey.NUMBER, new byte[4]);
        BigInteger issuance = BigInteger.ZERO;
        for (Map.Entry<AccountId, BigInteger> entry : spec.balances().entrySet()) {
            state.put(StorageKey.account(entry.getKey()), new AccountInfo(0, entry.getValue()).encode());
            issuance = issuance.add(entry.getValue());
        }
        state.put(StorageKey.TOTAL_ISSUANCE, new ScaleWriter().u128(issuance).toBytes());
        long last = 0;
        for (TwinRecord twin : spec.twins()) {
            state.put(StorageKey.twin(twin.id()), twin.encode());
            state.put(
                    StorageKey.twinByAccount(twin.account()),
                    new ScaleWriter().u32(twin.id()).toBytes());
            last = Math.max(last, twin.id());
        }
        state.put(StorageKey.LAST_TWIN_ID, new ScaleWriter().u32(last).toBytes());
        SortedMap<String, byte @Nullable []> changes = new TreeMap<>(state.changes());
        Header header =
                new Header(new byte[32], 0, stateRoot(new byte[32], changes), extrinsicsRoot(List.of()), List.of());
        return new Block(header, header.hash(), List.of(), changes);
    }

    /** A hash over the parent's root and what the block changed; stands in for a trie's root. */
    static byte[] stateRoot(byte[] parentRoot, SortedMap<String, byte @Nullable []> changes) {
        ScaleWriter out = new ScaleWriter().raw(parentRoot).compact(changes.size());
        changes.forEach((key, value) -> out.text(key).optionalByteVector(value));
        return Blake2.hash256(out.toBytes());
    }

    /** A hash over the SCALE form of the list; stands in for a trie's root. */
    static byte[] extrinsicsRoot(List<byte[]> extrinsics) {
        ScaleWriter out = new ScaleWriter().compact(extrinsics.size());
        extrinsics.forEach(out::raw);
        return Blake2.hash256(out.toBytes());
    }
}
