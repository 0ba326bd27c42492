package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.ConfigException;
import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.peer.config.SmallFile;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.InvalidSecretException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the identity from the configured secret and wipes what it read. */
final class IdentityLoader {
    private static final int MAX_BYTES = 4096;

    private IdentityLoader() {}

    static Identity load(Configuration configuration) throws ConfigException {
        boolean direct = configuration.isGiven(Settings.MNEMONIC);
        String place = direct
                ? "identity.mnemonic (" + Settings.MNEMONIC.handle() + ")"
                : "identity.mnemonicFile (" + Settings.MNEMONIC_FILE.handle() + ")";
        byte[] secret = direct
                ? configuration.get(Settings.MNEMONIC).orElseThrow().getBytes(StandardCharsets.UTF_8)
                : SmallFile.bounded(configuration.get(Settings.MNEMONIC_FILE).orElseThrow(), MAX_BYTES, place);
        try {
            return Identity.fromSecret(secret, configuration.get(Settings.KEY_TYPE));
        } catch (InvalidSecretException e) {
            throw new ConfigException(place, String.valueOf(e.getMessage()), next(e.reason()));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static String next(InvalidSecretException.Reason reason) {
        return switch (reason) {
            case EMPTY -> "Put the 12 to 24 words, or 0x and 64 hex digits, there.";
            case WORD_COUNT -> "Give all of its words, separated by blanks.";
            case UNKNOWN_WORD, BAD_CHECKSUM -> "Compare it with your backup, word by word and in order.";
            case SOFT_JUNCTION -> "Use a hard path, or --key-type sr25519.";
            case TOO_LONG, BAD_CHARACTER, BAD_SEED, BAD_PATH, UNUSABLE_SEED ->
                "It must be 12 to 24 words, or 0x and 64 hex digits.";
        };
    }
}
