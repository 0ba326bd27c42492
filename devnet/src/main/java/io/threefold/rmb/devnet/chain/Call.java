package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What this runtime can be asked to do. */
sealed interface Call {
    /** {@code Timestamp.set}; only block authors may. */
    record SetTime(long milliseconds) implements Call {}

    /** {@code Balances.transfer_…}; the destination is absent when it was given as something else than an account. */
    record Transfer(@Nullable AccountId destination, BigInteger amount, boolean keepAlive) implements Call {}

    /** {@code TfgridModule.user_accept_tc}. */
    record AcceptTerms(byte[] link, byte[] hash) implements Call {}

    /** {@code TfgridModule.create_twin}. */
    record CreateTwin(byte @Nullable [] relay, byte @Nullable [] pk) implements Call {}

    /** {@code TfgridModule.update_twin}. */
    record UpdateTwin(byte @Nullable [] relay, byte @Nullable [] pk) implements Call {}

    /** Reads a call with its two index bytes. Over-long arguments do not decode, as on the chain. */
    static Call read(ScaleReader in) throws ScaleException {
        int pallet = in.u8();
        int index = in.u8();
        return switch (pallet << 8 | index) {
            case RuntimeConstants.TIMESTAMP << 8 | RuntimeConstants.CALL_TIMESTAMP_SET ->
                new SetTime(compact(in, 64).longValue());
            case RuntimeConstants.BALANCES << 8 | RuntimeConstants.CALL_TRANSFER_ALLOW_DEATH ->
                new Transfer(lookup(in), compact(in, 128), false);
            case RuntimeConstants.BALANCES << 8 | RuntimeConstants.CALL_TRANSFER_KEEP_ALIVE ->
                new Transfer(lookup(in), compact(in, 128), true);
            case RuntimeConstants.TFGRID << 8 | RuntimeConstants.CALL_CREATE_TWIN ->
                new CreateTwin(optional(in, RuntimeConstants.MAX_RELAY), optional(in, RuntimeConstants.MAX_PK));
            case RuntimeConstants.TFGRID << 8 | RuntimeConstants.CALL_UPDATE_TWIN ->
                new UpdateTwin(optional(in, RuntimeConstants.MAX_RELAY), optional(in, RuntimeConstants.MAX_PK));
            case RuntimeConstants.TFGRID << 8 | RuntimeConstants.CALL_USER_ACCEPT_TC ->
                new AcceptTerms(
                        in.byteVector(RuntimeConstants.MAX_DOCUMENT_LINK),
                        in.byteVector(RuntimeConstants.MAX_DOCUMENT_HASH));
            default -> throw new ScaleException("this chain has no call " + pallet + "." + index);
        };
    }

    /** A {@code MultiAddress}; null when it is none of the kinds that name an account directly. */
    static @Nullable AccountId lookup(ScaleReader in) throws ScaleException {
        int kind = in.u8();
        switch (kind) {
            case 0:
                return AccountId.of(in.bytes(AccountId.LENGTH));
            case 1:
                if (in.compactU32() != 0) {
                    throw new ScaleException("account indexes are empty on this chain");
                }
                return null;
            case 2:
                in.byteVector(1024);
                return null;
            case 3:
                in.skip(32);
                return null;
            case 4:
                in.skip(20);
                return null;
            default:
                throw new ScaleException("no address kind " + kind);
        }
    }

    private static byte @Nullable [] optional(ScaleReader in, int max) throws ScaleException {
        return in.option() ? in.byteVector(max) : null;
    }

    private static BigInteger compact(ScaleReader in, int bits) throws ScaleException {
        BigInteger value = in.compactBig();
        if (value.bitLength() > bits) {
            throw new ScaleException("number larger than " + bits + " bits");
        }
        return value;
    }
}
