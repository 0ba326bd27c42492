package io.threefold.rmb.peer.link;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * A binary frame that a relay delivered. Pongs to our own Pings and the role protocol's own messages are taken out before.
 *
 * @param relay the registered domain of the relay it came from
 */
public record InboundFrame(String relay, ByteString bytes, Instant receivedAt) {}
