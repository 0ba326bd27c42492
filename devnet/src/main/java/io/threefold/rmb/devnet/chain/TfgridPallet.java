package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import org.jspecify.annotations.Nullable;

/** The three calls of {@code TfgridModule} an RMB client needs, with their checks in the chain's order (TFCHAIN §3). */
final class TfgridPallet {
    private static final int MAX_TERMS = 64;
    private static final long MAX_TWIN_ID = 200_000;

    private final RelayRule relays;

    TfgridPallet(RelayRule relays) {
        this.relays = relays;
    }

    @Nullable DispatchFailure acceptTerms(Call.AcceptTerms call, AccountId signer, Overlay state, long milliseconds) {
        if (call.link().length == 0) {
            return failed(ModuleError.DOCUMENT_LINK_INPUT_TOO_SHORT);
        }
        if (call.hash().length == 0) {
            return failed(ModuleError.DOCUMENT_HASH_INPUT_TOO_SHORT);
        }
        for (byte c : call.hash()) {
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return failed(ModuleError.INVALID_DOCUMENT_HASH_INPUT);
            }
        }
        String key = StorageKey.terms(signer);
        byte[] before = state.get(key);
        long count = 0;
        byte[] accepted = new byte[0];
        if (before != null) {
            ScaleReader in = new ScaleReader(before);
            try {
                count = in.compactU32();
                accepted = in.bytes(in.remaining());
            } catch (ScaleException e) {
                throw new IllegalStateException("stored terms do not decode", e);
            }
        }
        if (count == MAX_TERMS) {
            return new DispatchFailure.Exhausted();
        }
        state.put(
                key,
                new ScaleWriter()
                        .compact(count + 1)
                        .raw(accepted)
                        .raw(signer.bytes())
                        .u64(milliseconds / 1000)
                        .byteVector(call.link())
                        .byteVector(call.hash())
                        .toBytes());
        return null;
    }

    @Nullable DispatchFailure createTwin(Call.CreateTwin call, AccountId signer, Overlay state, EventLog events) {
        if (state.get(StorageKey.terms(signer)) == null) {
            return failed(ModuleError.USER_DID_NOT_SIGN_TERMS_AND_CONDITIONS);
        }
        if (state.get(StorageKey.twinByAccount(signer)) != null) {
            return failed(ModuleError.TWIN_WITH_PUBKEY_EXISTS);
        }
        if (call.relay() != null && !relays.accepts(call.relay())) {
            return failed(ModuleError.INVALID_RELAY_ADDRESS);
        }
        if (lastId(state) >= MAX_TWIN_ID) {
            return new DispatchFailure.Exhausted();
        }
        store(signer, call.relay(), call.pk(), state, events);
        return null;
    }

    @Nullable DispatchFailure updateTwin(Call.UpdateTwin call, AccountId signer, Overlay state, EventLog events) {
        byte[] id = state.get(StorageKey.twinByAccount(signer));
        byte[] stored = id == null ? null : state.get(StorageKey.twin(u32(id)));
        if (stored == null) {
            return failed(ModuleError.TWIN_NOT_EXISTS);
        }
        TwinRecord before = decode(stored);
        if (!before.account().equals(signer)) {
            return failed(ModuleError.UNAUTHORIZED_TO_UPDATE_TWIN);
        }
        if (call.relay() != null && !relays.accepts(call.relay())) {
            return failed(ModuleError.INVALID_RELAY_ADDRESS);
        }
        TwinRecord after = new TwinRecord(before.id(), signer, call.relay(), call.pk());
        state.put(StorageKey.twin(after.id()), after.encode());
        events.twinUpdated(after);
        return null;
    }

    void store(AccountId account, byte @Nullable [] relay, byte @Nullable [] pk, Overlay state, EventLog events) {
        if (state.get(StorageKey.twinByAccount(account)) != null) {
            return;
        }
        TwinRecord twin = new TwinRecord(lastId(state) + 1, account, relay, pk);
        byte[] id = new ScaleWriter().u32(twin.id()).toBytes();
        state.put(StorageKey.twin(twin.id()), twin.encode());
        state.put(StorageKey.twinByAccount(account), id);
        state.put(StorageKey.LAST_TWIN_ID, id);
        events.twinStored(twin);
    }

    private static long lastId(State state) {
        byte[] last = state.get(StorageKey.LAST_TWIN_ID);
        return last == null ? 0 : u32(last);
    }

    private static DispatchFailure failed(ModuleError error) {
        return new DispatchFailure.Module(error);
    }

    private static TwinRecord decode(byte[] scale) {
        try {
            return TwinRecord.decode(scale);
        } catch (ScaleException e) {
            throw new IllegalStateException("stored twin does not decode", e);
        }
    }

    private static long u32(byte[] scale) {
        try {
            return new ScaleReader(scale).u32();
        } catch (ScaleException e) {
            throw new IllegalStateException("stored number does not decode", e);
        }
    }
}
