package io.threefold.rmb.tfchain.extrinsic;

import com.google.protobuf.ByteString;
import java.math.BigInteger;

/**
 * What an extrinsic is signed for, besides its call.
 *
 * @param genesisHash 32 bytes
 * @param checkpointHash 32 bytes: the hash of block {@link Era#birth}, the genesis hash when immortal
 * @param nonce 0 to 2^32-1
 * @param tip in units of 10^-7 TFT
 */
public record SigningContext(
        long specVersion,
        long transactionVersion,
        ByteString genesisHash,
        ByteString checkpointHash,
        Era era,
        long nonce,
        BigInteger tip) {}
