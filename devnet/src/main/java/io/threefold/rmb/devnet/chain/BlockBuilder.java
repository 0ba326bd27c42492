package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Executes one block on top of its parent. Used once. */
final class BlockBuilder {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_EXTRINSICS = 1024;
    private static final int SLOT_MILLISECONDS = 6000;

    private final Runtime runtime;
    private final Header parent;
    private final Overlay state;
    private final EventLog events = new EventLog(-1);
    private final List<byte[]> extrinsics = new ArrayList<>();
    private final long milliseconds;
    private final Header draft;
    private int bytes;

    BlockBuilder(Runtime runtime, Header parent, String parentHash, State parentState, long nowMilliseconds) {
        this.runtime = runtime;
        this.parent = parent;
        this.state = new Overlay(parentState);
        this.milliseconds = Math.max(nowMilliseconds, now(parentState) + 1);
        byte[] parentHashBytes = bytes(parentHash);
        byte[] slot = new ScaleWriter().u64(milliseconds / SLOT_MILLISECONDS).toBytes();
        byte[] preRuntime = new ScaleWriter()
                .u8(6)
                .raw("aura".getBytes(StandardCharsets.US_ASCII))
                .byteVector(slot)
                .toBytes();
        this.draft = new Header(parentHashBytes, parent.number() + 1, new byte[32], new byte[32], List.of(preRuntime));
        begin(parentHashBytes);
    }

    private void begin(byte[] parentHash) {
        long number = draft.number();
        state.put(StorageKey.NUMBER, new ScaleWriter().u32(number).toBytes());
        state.put(StorageKey.PARENT_HASH, parentHash);
        state.put(StorageKey.DIGEST, draft.encodedDigest());
        state.put(StorageKey.blockHash(number - 1), parentHash);
        long forgotten = number - 1 - RuntimeConstants.BLOCK_HASH_COUNT;
        if (forgotten > 0) {
            state.remove(StorageKey.blockHash(forgotten));
        }
        state.put(StorageKey.TIMESTAMP_NOW, new ScaleWriter().u64(milliseconds).toBytes());
        byte[] setTime = new ScaleWriter()
                .u8(4)
                .u8(RuntimeConstants.TIMESTAMP)
                .u8(RuntimeConstants.CALL_TIMESTAMP_SET)
                .compact(milliseconds)
                .toBytes();
        add(new ScaleWriter().byteVector(setTime).toBytes());
    }

    /** Does what needs no signature, before the extrinsics. */
    void act(List<PrivilegedAction> actions) {
        for (PrivilegedAction action : actions) {
            switch (action) {
                case PrivilegedAction.Fund(var account, var amount) -> runtime.mint(account, amount, state, events);
                case PrivilegedAction.AddTwin(var account, var relay, var pk) ->
                    runtime.addTwin(account, relay, pk, state, events);
            }
        }
        EventLog inherent = new EventLog(0);
        inherent.extrinsicSuccess(true);
        events.append(inherent);
    }

    boolean hasRoom(SignedExtrinsic extrinsic) {
        return extrinsics.size() < MAX_EXTRINSICS && bytes + extrinsic.bytes().length <= MAX_BYTES;
    }

    /** What became of a pooled extrinsic. */
    enum Outcome {
        INCLUDED,
        /** It never can be included any more. */
        INVALID,
        /** One with a lower nonce, which was ready, did not make it. */
        NOT_YET
    }

    /** Executes a pooled extrinsic if it still may be. */
    Outcome execute(Pool.Entry entry) {
        SignedExtrinsic extrinsic = entry.extrinsic();
        if (runtime.validateUnsignedParts(extrinsic, entry.signer(), state) != null) {
            return Outcome.INVALID;
        }
        if (Runtime.account(state, entry.signer()).nonce() != extrinsic.nonce()) {
            return Outcome.NOT_YET;
        }
        EventLog own = new EventLog(extrinsics.size());
        runtime.apply(extrinsic, entry.signer(), state, own, milliseconds);
        events.append(own);
        add(extrinsic.bytes());
        return Outcome.INCLUDED;
    }

    Block build() {
        state.put(StorageKey.EVENTS, events.encode());
        state.put(StorageKey.EVENT_COUNT, new ScaleWriter().u32(events.count()).toBytes());
        SortedMap<String, byte @Nullable []> changes = new TreeMap<>(state.changes());
        Header header = new Header(
                draft.parentHash(),
                draft.number(),
                Genesis.stateRoot(parent.stateRoot(), changes),
                Genesis.extrinsicsRoot(extrinsics),
                draft.digest());
        return new Block(header, header.hash(), List.copyOf(extrinsics), changes);
    }

    private void add(byte[] extrinsic) {
        extrinsics.add(extrinsic);
        bytes += extrinsic.length;
    }

    private static long now(State state) {
        byte[] stored = state.get(StorageKey.TIMESTAMP_NOW);
        try {
            return stored == null ? 0 : new ScaleReader(stored).u64();
        } catch (ScaleException e) {
            throw new IllegalStateException("stored time does not decode", e);
        }
    }

    private static byte[] bytes(String hash) {
        try {
            return Hex.decode32(hash);
        } catch (ScaleException e) {
            throw new IllegalArgumentException("not a block hash", e);
        }
    }
}
