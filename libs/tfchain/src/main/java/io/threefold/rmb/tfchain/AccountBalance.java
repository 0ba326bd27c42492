package io.threefold.rmb.tfchain;

import java.math.BigInteger;

/**
 * What {@code System.Account} says about an account; all zero for one that never got anything.
 *
 * @param nonce how many extrinsics it has had in blocks
 * @param free in units of 10^-7 TFT
 */
public record AccountBalance(long nonce, BigInteger free) {}
