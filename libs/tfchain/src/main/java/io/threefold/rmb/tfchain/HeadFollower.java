package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.events.EventReader;
import io.threefold.rmb.tfchain.events.EventRecord;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.rpc.RpcClient;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the twin events of every finalized block, one block after the other, and catches up after a pause. Confined to
 * the event loop of the client.
 */
final class HeadFollower {
    private static final Logger LOG = LoggerFactory.getLogger(HeadFollower.class);

    /** Beyond this many blocks it is cheaper to ask for twins again when they are needed. */
    static final int MAX_CATCH_UP = 64;

    /** A node that tells nothing for so long stands still: another may not. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Chain chain;
    private final RpcClient rpc;
    private final InstantSource clock;
    private final List<ChainListener> listeners;
    private volatile HeadState state = new HeadState(-1, null, 0);
    private @Nullable BlockHeader target;
    private boolean busy;
    private boolean closed;
    private Instant lastSign;

    HeadFollower(Chain chain, RpcClient rpc, InstantSource clock, List<ChainListener> listeners) {
        this.chain = chain;
        this.rpc = rpc;
        this.clock = clock;
        this.listeners = listeners;
        this.lastSign = clock.instant();
    }

    void start() {
        rpc.subscribe("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads", List.of(), this::head);
        rpc.onChange(s -> lastSign = clock.instant());
        rpc.later(SILENCE.dividedBy(4), this::watch);
    }

    void close() {
        rpc.later(Duration.ZERO, () -> closed = true);
    }

    HeadState state() {
        return state;
    }

    void resumeAfter(long number) {
        state = new HeadState(number, null, 0);
    }

    /** Another chain: its numbers say nothing about those before. */
    void reset() {
        rpc.later(Duration.ZERO, () -> {
            target = null;
            state = new HeadState(-1, state.at(), state.missed());
        });
    }

    private void watch() {
        if (closed) {
            return;
        }
        if (rpc.state().connected() != null
                && Duration.between(lastSign, clock.instant()).compareTo(SILENCE) > 0) {
            lastSign = clock.instant();
            rpc.reconnect("no block was finalized for a minute");
        }
        rpc.later(SILENCE.dividedBy(4), this::watch);
    }

    private void head(JsonNode json) {
        lastSign = clock.instant();
        try {
            target = BlockHeader.of(json);
        } catch (ScaleException e) {
            LOG.warn("header from the chain cannot be read: {}", e.getMessage());
            return;
        }
        state = new HeadState(state.number(), lastSign, state.missed());
        proceed();
    }

    /** Begins with the next block unless one is being read. */
    private void proceed() {
        BlockHeader head = target;
        if (busy || closed || head == null) {
            return;
        }
        long last = state.number();
        if (last < 0) {
            last = head.number() - 1;
        } else if (head.number() < last || head.number() - last > MAX_CATCH_UP) {
            missed();
            last = head.number() - 1;
        }
        if (head.number() == last) {
            return;
        }
        long next = last + 1;
        busy = true;
        hash(next, head)
                .thenCompose(reply -> switch (reply) {
                    case ChainReply.Ok<String>(String hash) -> twins(next, hash);
                    case ChainReply.Unavailable<String>(String reason) ->
                        ChainReply.<FinalizedBlock>unavailable(reason);
                })
                .whenComplete((reply, error) -> rpc.later(Duration.ZERO, () -> done(next, reply, error)));
    }

    private void done(long number, @Nullable ChainReply<FinalizedBlock> reply, @Nullable Throwable error) {
        busy = false;
        if (closed) {
            return;
        }
        if (reply instanceof ChainReply.Ok<FinalizedBlock>(FinalizedBlock block)) {
            state = new HeadState(number, state.at(), state.missed());
            listeners.forEach(l -> l.finalizedBlock(block));
            proceed();
            return;
        }
        LOG.debug("events of block {} cannot be read: {}", number, reply, error);
        if (rpc.state().connected() == null) {
            // The next head after the reconnect goes on from here.
            return;
        }
        missed();
        state = new HeadState(number, state.at(), state.missed());
        rpc.later(RETRY, this::proceed);
    }

    private void missed() {
        state = new HeadState(state.number(), state.at(), state.missed() + 1);
        listeners.forEach(ChainListener::blocksMissed);
    }

    private CompletionStage<ChainReply<String>> hash(long number, BlockHeader head) {
        return number == head.number()
                ? CompletableFuture.completedFuture(
                        new ChainReply.Ok<>(Hex.encode(head.hash().toByteArray())))
                : chain.blockHash(number);
    }

    private CompletionStage<ChainReply<FinalizedBlock>> twins(long number, String hash) {
        ChainRuntime runtime = chain.knownRuntime();
        if (runtime == null) {
            return ChainReply.unavailable("no runtime is known yet");
        }
        return ChainReply.then(events(chain, runtime.metadata(), hash), scale -> {
            try {
                return CompletableFuture.completedFuture(
                        new ChainReply.Ok<>(block(number, hash, runtime.events(), scale)));
            } catch (ScaleException e) {
                LOG.debug("events of block {} do not fit the present metadata", number, e);
                return ChainReply.map(
                        metadataOfParent(chain, hash),
                        metadata -> block(number, hash, new EventReader(metadata), scale));
            }
        });
    }

    /** The value of {@code System.Events} at a block. */
    static CompletionStage<ChainReply<byte[]>> events(Chain chain, Metadata metadata, String hash) {
        String key;
        try {
            key = Hex.encode(metadata.pallet("System").storage("Events").key());
        } catch (ScaleException e) {
            return ChainReply.unavailable(e.getMessage());
        }
        return ChainReply.map(
                chain.ask("state_getStorage", List.of(key, hash)),
                json -> json.isNull() ? new byte[] {0} : Hex.decode(json.asText()));
    }

    /** The metadata that a block's events were written with: that of its parent's state, also in an upgrade's block. */
    static CompletionStage<ChainReply<Metadata>> metadataOfParent(Chain chain, String hash) {
        return ChainReply.then(
                chain.header(hash),
                header -> ChainReply.map(
                        chain.ask(
                                "state_getMetadata",
                                List.of(Hex.encode(header.parentHash().toByteArray()))),
                        json -> Metadata.decode(Hex.decode(json.asText()))));
    }

    private static FinalizedBlock block(long number, String hash, EventReader reader, byte[] scale)
            throws ScaleException {
        List<Twin> twins = new ArrayList<>();
        for (EventRecord event : reader.read(scale, HeadFollower::isTwinEvent)) {
            if (event.content() != null) {
                twins.add(TwinCodec.decode(event.content().at(0)));
            }
        }
        return new FinalizedBlock(number, ByteString.copyFrom(Hex.decode32(hash)), List.copyOf(twins));
    }

    /** Events that carry a twin. */
    static boolean isTwinEvent(String pallet, String event) {
        return pallet.equals(TwinCalls.PALLET) && (event.equals("TwinStored") || event.equals("TwinUpdated"));
    }
}
