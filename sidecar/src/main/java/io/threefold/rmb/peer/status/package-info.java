/** What the peer tells about itself: status, health, metrics. */
package io.threefold.rmb.peer.status;
