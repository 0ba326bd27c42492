/** Events of a block and what they say, decoded with the runtime's own metadata. No I/O. */
package io.threefold.rmb.tfchain.events;
