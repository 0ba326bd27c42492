/** SCALE codec, Substrate's hashes and hex: no I/O, bounded, usable by a client and by a node alike (TFCHAIN §2–§4). */
package io.threefold.rmb.tfchain.scale;
