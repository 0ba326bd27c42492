package io.threefold.rmb.e2e.delivery;

import io.threefold.rmb.e2e.process.RedisProcess;
import io.threefold.rmb.e2e.stack.DevTwins;
import io.threefold.rmb.e2e.stack.PeerProcess;

/** A twin with its Redis, its peer and its app. */
record Site(DevTwins.Owned twin, RedisProcess redis, PeerProcess peer, CarefulApp app) {}
