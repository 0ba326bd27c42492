package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import java.time.Instant;
import java.util.SortedSet;

/**
 * A signed envelope on its way to a relay.
 *
 * @param uid the envelope's uid, for logs and metrics
 * @param destination frames to the same destination leave in the order in which they were handed over
 * @param bytes the encoded envelope
 * @param preferredRelays domains at which the destination is registered: sending there saves a federation hop
 * @param deadline after it there is no use in sending
 */
public record OutgoingFrame(
        String uid, Address destination, ByteString bytes, SortedSet<String> preferredRelays, Instant deadline) {}
