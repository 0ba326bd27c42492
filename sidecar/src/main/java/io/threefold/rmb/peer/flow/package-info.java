/**
 * What happens to a message between Redis and the relay links: deliveries with one outcome each, order per destination, bounds,
 * verification, rejections, errors (DESIGN §4, §7, PROTOCOL §5, §6). {@link io.threefold.rmb.peer.flow.MessageFlow} is its face.
 */
package io.threefold.rmb.peer.flow;
