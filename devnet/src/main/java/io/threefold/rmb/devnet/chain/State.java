package io.threefold.rmb.devnet.chain;

import org.jspecify.annotations.Nullable;

/** Storage as one block left it. Keys are those of {@link StorageKey}; values must not be changed. */
interface State {
    byte @Nullable [] get(String key);
}
