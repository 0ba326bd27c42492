package io.threefold.rmb.peer.flow;

import io.threefold.rmb.peer.store.StoreDepths;
import java.util.Map;

/**
 * The message flow at one moment, for {@code /status} and gauges.
 *
 * @param pendingRequests requests (per destination) that wait for their outcome
 * @param pendingAnswers answers on their way out
 * @param waiting of both, those not handed to a link yet
 * @param unconfirmed of both, those handed to a link and not confirmed yet
 * @param residentBytes payload bytes in memory
 * @param redisConnected true while Redis answers
 * @param quiescing true once no new requests are taken
 * @param depths lists and keys in Redis, up to a second or two old
 * @param counts totals since start
 * @param rejections totals since start
 */
public record FlowStats(
        int pendingRequests,
        int pendingAnswers,
        int waiting,
        int unconfirmed,
        long residentBytes,
        boolean redisConnected,
        boolean quiescing,
        StoreDepths depths,
        Map<FlowCount, Long> counts,
        Map<Rejection, Long> rejections) {}
