package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A finalized block, as far as twins are concerned.
 *
 * @param hash 32 bytes
 * @param twins as they were stored or updated in it, in order
 */
public record FinalizedBlock(long number, ByteString hash, List<Twin> twins) {}
