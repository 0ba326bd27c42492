package io.threefold.rmb.protocol.identity;

import java.util.Arrays;
import java.util.HexFormat;

/** A 32-byte public key as the chain stores it. It does not say which {@link KeyType} it belongs to. Immutable. */
public final class AccountId {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private AccountId(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies the given key.
     *
     * @throws IllegalArgumentException unless it is exactly 32 bytes long
     */
    public static AccountId of(byte[] publicKey) {
        if (publicKey.length != LENGTH) {
            throw new IllegalArgumentException("an account is 32 bytes, not " + publicKey.length);
        }
        return new AccountId(publicKey.clone());
    }

    /**
     * Reads an address with tfchain's prefix (42).
     *
     * @throws Ss58.InvalidAddressException when it is no such address; the message can be shown to the user
     */
    public static AccountId fromSs58(String address) {
        Ss58.Address decoded = Ss58.decode(address);
        if (decoded.prefix() != Ss58.TFCHAIN_PREFIX) {
            throw new Ss58.InvalidAddressException(
                    Ss58.Reason.BAD_PREFIX,
                    "the address is for network " + decoded.prefix() + "; tfchain's are for " + Ss58.TFCHAIN_PREFIX);
        }
        return decoded.account();
    }

    /** The address with tfchain's prefix (42), which begins with a 5. */
    public String toSs58() {
        return Ss58.encode(bytes, Ss58.TFCHAIN_PREFIX);
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccountId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lower-case hex with {@code 0x}; use {@link #toSs58()} for what users read. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
