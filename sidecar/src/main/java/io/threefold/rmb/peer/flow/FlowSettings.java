package io.threefold.rmb.peer.flow;

import io.threefold.rmb.peer.store.IncomingRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages flow. Can be replaced while running ({@link MessageFlow#apply}).
 *
 * @param maxPayload decoded bytes of a payload, both ways
 * @param encryption whether plain text is allowed
 * @param undeclared whether commands without a rule are accepted
 * @param commands rules; the exact name wins, then the longest beginning
 * @param queueLength the longest a command's list may get
 * @param overflow what a full list means
 * @param maxPending requests (per destination) that wait for their outcome at once, and as many answers on their way out; the
 *     rest stays in its list
 * @param inFlight envelopes handed to the links and not yet confirmed
 * @param inFlightPerDestination the same for one destination
 * @param inFlightBytes payload bytes of those
 * @param residentBytes payload bytes kept in memory for messages not yet sent; the rest is read again from Redis
 * @param maxHeld incoming envelopes set aside in Redis while the chain cannot be asked
 */
public record FlowSettings(
        int maxPayload,
        Encryption encryption,
        Undeclared undeclared,
        List<CommandRule> commands,
        int queueLength,
        IncomingRequest.Overflow overflow,
        int maxPending,
        int inFlight,
        int inFlightPerDestination,
        long inFlightBytes,
        long residentBytes,
        int maxHeld) {

    /** Whether plain text is allowed. */
    public enum Encryption {
        /** Encrypt for twins that have a key, take both. */
        PREFERRED,
        /** Send and take nothing in plain text. */
        REQUIRED
    }

    /** What happens to commands without a rule. */
    public enum Undeclared {
        /** They are handed to their list. */
        ACCEPT,
        /** They get an Error. */
        REJECT
    }

    /** 1 MiB payloads, encryption preferred, every command, 10 000 per list. */
    public static final FlowSettings DEFAULT = new FlowSettings(
            1 << 20,
            Encryption.PREFERRED,
            Undeclared.ACCEPT,
            List.of(),
            10_000,
            IncomingRequest.Overflow.REJECT_NEW,
            10_000,
            1_024,
            512,
            16 << 20,
            8 << 20,
            1_000);

    public FlowSettings {
        commands = List.copyOf(commands);
        if (maxPayload < 1 || queueLength < 1 || maxPending < 1 || inFlight < 1 || inFlightPerDestination < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
    }

    /** The rule for a command, or null. */
    @Nullable CommandRule rule(String command) {
        CommandRule best = null;
        for (CommandRule rule : commands) {
            if (rule.matches(command)) {
                if (rule.name().equals(command)) {
                    return rule;
                }
                if (best == null || rule.name().length() > best.name().length()) {
                    best = rule;
                }
            }
        }
        return best;
    }
}
