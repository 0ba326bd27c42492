package io.threefold.rmb.devnet.chain;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a chain was, enough to go on from.
 *
 * @param head the newest final block
 * @param storage everything stored, as the head left it
 */
public record ChainImage(Block genesis, Block head, SortedMap<String, byte[]> storage) {
    /** A chain that only has its first block. */
    ChainImage(Block genesis) {
        this(genesis, genesis, genesisStorage(genesis));
    }

    private static SortedMap<String, byte[]> genesisStorage(Block genesis) {
        SortedMap<String, byte[]> storage = new TreeMap<>();
        genesis.changes().forEach((key, value) -> {
            if (value != null) {
                storage.put(key, value);
            }
        });
        return storage;
    }
}
