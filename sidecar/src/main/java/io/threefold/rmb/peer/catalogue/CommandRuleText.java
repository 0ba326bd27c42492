package io.threefold.rmb.peer.catalogue;

import io.threefold.rmb.peer.catalogue.ValueType.Unfit;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@link CommandRule} as text: {@code NAME[;allow=T,T][;deny=T,T][;maxPayload=SIZE][;maxPending=N]}. */
final class CommandRuleText {
    static final String RULE = "must be NAME[;allow=TWIN,…][;deny=TWIN,…][;maxPayload=SIZE][;maxPending=NUMBER],"
            + " where NAME has no blanks and may end in *";
    private static final int MAX_TWINS = 256;

    private CommandRuleText() {}

    static CommandRule parse(String text) throws Unfit {
        String[] parts = text.split(";", -1);
        String name = parts[0].strip();
        int star = name.indexOf('*');
        if (name.isEmpty()
                || name.length() > 256
                || name.chars().anyMatch(c -> c <= ' ')
                || (star >= 0 && star != name.length() - 1)) {
            throw new Unfit(RULE);
        }
        SortedSet<Long> allow = Collections.emptySortedSet();
        SortedSet<Long> deny = Collections.emptySortedSet();
        @Nullable Integer maxPayload = null;
        @Nullable Integer maxPending = null;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                throw new Unfit(RULE);
            }
            String value = parts[i].substring(equals + 1).strip();
            switch (parts[i].substring(0, equals).strip()) {
                case "allow" -> allow = twins(value);
                case "deny" -> deny = twins(value);
                case "maxPayload" -> maxPayload = Types.parseSize(value, 1, Settings.MAX_PAYLOAD_CEILING, RULE);
                case "maxPending" ->
                    maxPending = Types.number(1, 1_000_000).parser().parse(java.util.List.of(value));
                default -> throw new Unfit(RULE);
            }
        }
        return new CommandRule(name, allow, deny, maxPayload, maxPending);
    }

    private static SortedSet<Long> twins(String text) throws Unfit {
        SortedSet<Long> twins = new TreeSet<>();
        for (String twin : text.split(",", -1)) {
            if (twin.isBlank()) {
                continue;
            }
            twins.add(Types.twin().parser().parse(java.util.List.of(twin.strip())));
        }
        if (twins.size() > MAX_TWINS) {
            throw new Unfit("must have at most " + MAX_TWINS + " twins in a list");
        }
        return Collections.unmodifiableSortedSet(twins);
    }
}
