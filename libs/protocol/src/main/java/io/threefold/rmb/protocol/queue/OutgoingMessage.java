package io.threefold.rmb.protocol.queue;

/** What local programs push for the peer to send. */
public sealed interface OutgoingMessage permits OutgoingRequest, OutgoingResponse {}
