package io.threefold.rmb.tfchain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far finalized blocks were followed.
 *
 * @param number the last finalized block whose events were read, -1 for none
 * @param at when the node last told of a finalized block, null for never
 * @param missed how often blocks had to be left out
 */
public record HeadState(long number, @Nullable Instant at, long missed) {}
