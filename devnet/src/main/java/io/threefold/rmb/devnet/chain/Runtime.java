package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.devnet.chain.DispatchFailure.Token.Kind;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The rules: who may have an extrinsic included, and what it then does to the state. Pure and thread-safe. */
final class Runtime {
    private static final BigInteger LEAST = BigInteger.valueOf(RuntimeConstants.EXISTENTIAL_DEPOSIT);

    private final byte[] genesisHash;
    private final SignatureCheck signatures;
    private final TfgridPallet tfgrid;

    Runtime(byte[] genesisHash, SignatureCheck signatures, RelayRule relays) {
        this.genesisHash = genesisHash;
        this.signatures = signatures;
        this.tfgrid = new TfgridPallet(relays);
    }

    /** The fee without the tip. */
    static BigInteger fee(int length) {
        return BigInteger.valueOf(RuntimeConstants.BASE_FEE + length);
    }

    /**
     * Checks everything but that the nonce is the very next one, in the order a node does.
     *
     * @param parent the block the extrinsic would be built on
     * @return null when it may be included now or, after others, later
     */
    @Nullable Rejection validate(SignedExtrinsic extrinsic, State state, Header parent, byte[] parentHash) {
        AccountId signer = extrinsic.signer();
        if (signer == null) {
            return Rejection.CANNOT_LOOKUP;
        }
        long current = parent.number() + 1;
        byte[] checkpoint = checkpoint(extrinsic.era(), current, state, parent.number(), parentHash);
        if (checkpoint == null) {
            return Rejection.ANCIENT;
        }
        if (extrinsic.keyType() == null
                || !signatures.verify(
                        extrinsic.keyType(),
                        signer,
                        extrinsic.signedMessage(genesisHash, checkpoint),
                        extrinsic.signature())) {
            return Rejection.BAD_SIGNATURE;
        }
        return validateUnsignedParts(extrinsic, signer, state);
    }

    /** What can change while an extrinsic waits; cheap. */
    @Nullable Rejection validateUnsignedParts(SignedExtrinsic extrinsic, AccountId signer, State state) {
        if (signer.equals(AccountId.of(new byte[32]))) {
            return Rejection.BAD_SIGNER;
        }
        if (extrinsic.call() instanceof Call.SetTime) {
            return Rejection.CALL;
        }
        AccountInfo account = account(state, signer);
        if (extrinsic.nonce() < account.nonce()) {
            return Rejection.OUTDATED;
        }
        BigInteger left = account.free().subtract(fee(extrinsic.bytes().length)).subtract(extrinsic.tip());
        return left.compareTo(LEAST) < 0 ? Rejection.PAYMENT : null;
    }

    /**
     * Executes a validated extrinsic whose nonce is the account's next: takes the fee, then runs the call, whose changes
     * count only if it succeeds.
     */
    void apply(SignedExtrinsic extrinsic, AccountId signer, Overlay state, EventLog events, long milliseconds) {
        BigInteger fee = fee(extrinsic.bytes().length).add(extrinsic.tip());
        AccountInfo payer = account(state, signer);
        state.put(
                StorageKey.account(signer),
                payer.nextNonce().withFree(payer.free().subtract(fee)).encode());
        issue(state, fee.negate());
        events.withdraw(signer, fee);
        Overlay inner = new Overlay(state);
        EventLog innerEvents = events.sameExtrinsic();
        DispatchFailure failure = dispatch(extrinsic.call(), signer, inner, innerEvents, milliseconds);
        if (failure == null) {
            state.merge(inner);
            events.append(innerEvents);
        }
        events.feePaid(signer, fee, extrinsic.tip());
        if (failure == null) {
            events.extrinsicSuccess(false);
        } else {
            events.extrinsicFailed(failure);
        }
    }

    /** Makes money out of nothing, for accounts of a development chain. */
    void mint(AccountId account, BigInteger amount, Overlay state, EventLog events) {
        credit(account, amount, state, events);
        issue(state, amount);
        events.deposit(account, amount);
    }

    /** Stores a twin without asking its account; nothing when the account has one. */
    void addTwin(AccountId account, byte @Nullable [] relay, byte @Nullable [] pk, Overlay state, EventLog events) {
        tfgrid.store(account, relay, pk, state, events);
    }

    static AccountInfo account(State state, AccountId account) {
        return AccountInfo.decode(state.get(StorageKey.account(account)));
    }

    private @Nullable DispatchFailure dispatch(
            Call call, AccountId signer, Overlay state, EventLog events, long milliseconds) {
        return switch (call) {
            case Call.Transfer transfer -> transfer(transfer, signer, state, events);
            case Call.AcceptTerms terms -> tfgrid.acceptTerms(terms, signer, state, milliseconds);
            case Call.CreateTwin create -> tfgrid.createTwin(create, signer, state, events);
            case Call.UpdateTwin update -> tfgrid.updateTwin(update, signer, state, events);
            case Call.SetTime time -> throw new IllegalStateException("validation lets no SetTime through: " + time);
        };
    }

    private static @Nullable DispatchFailure transfer(
            Call.Transfer transfer, AccountId from, Overlay state, EventLog events) {
        AccountId to = transfer.destination();
        if (to == null) {
            return new DispatchFailure.CannotLookup();
        }
        AccountInfo sender = account(state, from);
        BigInteger left = sender.free().subtract(transfer.amount());
        if (left.signum() < 0) {
            return new DispatchFailure.Token(Kind.FUNDS_UNAVAILABLE);
        }
        if (!to.equals(from)) {
            if (left.compareTo(LEAST) < 0 && transfer.keepAlive()) {
                return new DispatchFailure.Token(Kind.NOT_EXPENDABLE);
            }
            if (account(state, to).free().add(transfer.amount()).compareTo(LEAST) < 0) {
                return new DispatchFailure.Token(Kind.BELOW_MINIMUM);
            }
            if (left.compareTo(LEAST) < 0) {
                issue(state, left.negate());
                state.remove(StorageKey.account(from));
            } else {
                state.put(StorageKey.account(from), sender.withFree(left).encode());
            }
            credit(to, transfer.amount(), state, events);
        }
        events.transfer(from, to, transfer.amount());
        return null;
    }

    private static void credit(AccountId account, BigInteger amount, Overlay state, EventLog events) {
        AccountInfo before = account(state, account);
        BigInteger after = before.free().add(amount);
        state.put(StorageKey.account(account), before.withFree(after).encode());
        if (before.free().signum() == 0) {
            events.newAccount(account, after);
        }
    }

    private static void issue(Overlay state, BigInteger change) {
        BigInteger issuance = BigInteger.ZERO;
        byte[] stored = state.get(StorageKey.TOTAL_ISSUANCE);
        if (stored != null) {
            try {
                issuance = new ScaleReader(stored).unsigned(16);
            } catch (ScaleException e) {
                throw new IllegalStateException("stored issuance does not decode", e);
            }
        }
        state.put(
                StorageKey.TOTAL_ISSUANCE,
                new ScaleWriter().u128(issuance.add(change)).toBytes());
    }

    /** The hash that was signed as checkpoint, or null when the chain no longer, or not yet, knows it. */
    private byte @Nullable [] checkpoint(Era era, long current, State state, long parentNumber, byte[] parentHash) {
        long birth = era.birth(current);
        if (era.immortal() || birth == 0) {
            return genesisHash;
        }
        return birth == parentNumber ? parentHash : state.get(StorageKey.blockHash(birth));
    }

    /** For error texts. */
    @Override
    public String toString() {
        return "runtime of " + Hex.encode(genesisHash);
    }
}
