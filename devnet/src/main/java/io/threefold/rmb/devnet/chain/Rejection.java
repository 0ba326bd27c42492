package io.threefold.rmb.devnet.chain;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Why an extrinsic is not even tried, with the code and texts a Substrate node answers, because clients match on them.
 *
 * @param code of the JSON-RPC error
 * @param data absent where a node has none
 */
public record Rejection(int code, String message, @Nullable String data) {
    static final Rejection BAD_SIGNATURE = invalid("Transaction has a bad signature");
    static final Rejection OUTDATED = invalid("Transaction is outdated");
    static final Rejection ANCIENT = invalid("Transaction has an ancient birth block");
    static final Rejection PAYMENT = invalid("Inability to pay some fees (e.g. account balance too low)");
    static final Rejection BAD_SIGNER = invalid("Invalid signing address");
    static final Rejection CALL = invalid("Transaction call is not expected");
    static final Rejection TOO_LARGE = invalid("Transaction would exhaust the block limits");
    static final Rejection CANNOT_LOOKUP = new Rejection(
            1011, "Unknown Transaction Validity", "Could not lookup information required to validate the transaction");
    static final Rejection UNSIGNED = new Rejection(
            1011, "Unknown Transaction Validity", "Could not find an unsigned validator for the unsigned transaction");
    static final Rejection BANNED = new Rejection(1012, "Transaction is temporarily banned", null);
    static final Rejection POOL_FULL =
            new Rejection(1016, "Immediately Dropped", "The transaction couldn't enter the pool because of the limit");

    static Rejection undecodable(@Nullable String why) {
        return new Rejection(1002, "Verification Error: the extrinsic does not decode: " + why, null);
    }

    static Rejection alreadyImported(String hash) {
        return new Rejection(1013, "Transaction Already Imported", hash);
    }

    static Rejection tooLowPriority(BigInteger old, BigInteger offered) {
        return new Rejection(
                1014,
                "Priority is too low: (" + old + " vs " + offered + ")",
                "The transaction has too low priority to replace another transaction already in the pool.");
    }

    private static Rejection invalid(String data) {
        return new Rejection(1010, "Invalid Transaction", data);
    }
}
