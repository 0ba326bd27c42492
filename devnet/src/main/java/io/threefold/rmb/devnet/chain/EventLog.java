package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;

/** Collects the events of a block in the form {@code System.Events} has them (TFCHAIN §3). Not thread-safe. */
final class EventLog {
    private static final long CALL_WEIGHT = 50_000_000;

    private final ScaleWriter records = new ScaleWriter();
    private int count;
    private final int extrinsic;

    /** @param extrinsic index of the extrinsic the events belong to, or -1 for what the block itself does first */
    EventLog(int extrinsic) {
        this.extrinsic = extrinsic;
    }

    /** An empty one for the same extrinsic. */
    EventLog sameExtrinsic() {
        return new EventLog(extrinsic);
    }

    int count() {
        return count;
    }

    /** Adds what another one collected. */
    void append(EventLog inner) {
        records.raw(inner.records.toBytes());
        count += inner.count;
    }

    byte[] encode() {
        return new ScaleWriter().compact(count).raw(records.toBytes()).toBytes();
    }

    void extrinsicSuccess(boolean mandatory) {
        begin(RuntimeConstants.SYSTEM, RuntimeConstants.EVENT_EXTRINSIC_SUCCESS);
        dispatchInfo(mandatory);
        end();
    }

    void extrinsicFailed(DispatchFailure failure) {
        begin(RuntimeConstants.SYSTEM, RuntimeConstants.EVENT_EXTRINSIC_FAILED);
        failure.write(records);
        dispatchInfo(false);
        end();
    }

    void newAccount(AccountId account, BigInteger free) {
        begin(RuntimeConstants.SYSTEM, RuntimeConstants.EVENT_NEW_ACCOUNT);
        records.raw(account.bytes());
        end();
        begin(RuntimeConstants.BALANCES, RuntimeConstants.EVENT_ENDOWED);
        records.raw(account.bytes()).u128(free);
        end();
    }

    void transfer(AccountId from, AccountId to, BigInteger amount) {
        begin(RuntimeConstants.BALANCES, RuntimeConstants.EVENT_TRANSFER);
        records.raw(from.bytes()).raw(to.bytes()).u128(amount);
        end();
    }

    void deposit(AccountId who, BigInteger amount) {
        begin(RuntimeConstants.BALANCES, RuntimeConstants.EVENT_DEPOSIT);
        records.raw(who.bytes()).u128(amount);
        end();
    }

    void withdraw(AccountId who, BigInteger amount) {
        begin(RuntimeConstants.BALANCES, RuntimeConstants.EVENT_WITHDRAW);
        records.raw(who.bytes()).u128(amount);
        end();
    }

    void feePaid(AccountId who, BigInteger fee, BigInteger tip) {
        begin(RuntimeConstants.TRANSACTION_PAYMENT, RuntimeConstants.EVENT_FEE_PAID);
        records.raw(who.bytes()).u128(fee).u128(tip);
        end();
    }

    void twinStored(TwinRecord twin) {
        begin(RuntimeConstants.TFGRID, RuntimeConstants.EVENT_TWIN_STORED);
        records.raw(twin.encode());
        end();
    }

    void twinUpdated(TwinRecord twin) {
        begin(RuntimeConstants.TFGRID, RuntimeConstants.EVENT_TWIN_UPDATED);
        records.raw(twin.encode());
        end();
    }

    private void begin(int pallet, int event) {
        if (extrinsic < 0) {
            records.u8(2);
        } else {
            records.u8(0).u32(extrinsic);
        }
        records.u8(pallet).u8(event);
        count++;
    }

    private void end() {
        records.compact(0);
    }

    private void dispatchInfo(boolean mandatory) {
        records.compact(CALL_WEIGHT).compact(0).u8(mandatory ? 2 : 0).u8(0);
    }
}
