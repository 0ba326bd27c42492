/** Extrinsics v4: eras, signed extensions, building, signing payload and decoding (TFCHAIN §4). No I/O. */
package io.threefold.rmb.tfchain.extrinsic;
