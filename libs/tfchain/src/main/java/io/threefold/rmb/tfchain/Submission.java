package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.databind.JsonNode;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.rpc.RpcReply;
import io.threefold.rmb.tfchain.rpc.RpcWatch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One extrinsic from sending to its end. The node reports on it; when that report is lost with the connection, the
 * finalized blocks in which it may be are searched instead, until the deadline. Confined to the client's event loop.
 */
final class Submission implements RpcWatch {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);
    private static final Duration SEARCH_EVERY = Duration.ofSeconds(2);

    private static final int INVALID = 1010;
    private static final int BANNED = 1012;
    private static final int ALREADY_IMPORTED = 1013;
    private static final int LOW_PRIORITY = 1014;
    private static final int POOL_FULL = 1016;

    private final Chain chain;
    private final SignedCall call;
    private final AccountId account;
    private final Duration deadline;
    private final CompletableFuture<WriteOutcome> outcome = new CompletableFuture<>();
    private Runnable cancel = () -> {};
    private long searched;
    private boolean searching;

    Submission(Chain chain, SignedCall call, AccountId account, Duration deadline) {
        this.chain = chain;
        this.call = call;
        this.account = account;
        this.deadline = deadline;
        this.searched = call.birth();
    }

    CompletionStage<WriteOutcome> send() {
        chain.rpc()
                .later(
                        deadline,
                        () -> end(new WriteOutcome.NotFinalized(
                                call.hash(),
                                "the chain did not finalize the change within " + deadline.toSeconds()
                                        + " s; it may still land")));
        cancel = chain.rpc()
                .watch("author_submitAndWatchExtrinsic", "author_unwatchExtrinsic", List.of(call.hex()), this);
        return outcome;
    }

    @Override
    public void item(JsonNode status) {
        LOG.debug("extrinsic {}: {}", call.hash(), status);
        if (status.has("finalized")) {
            located(status.get("finalized").asText());
        } else if (status.has("finalityTimeout")) {
            search();
        } else if (status.has("usurped")) {
            dropped("another transaction of this account with the same nonce replaced it");
        } else if (status.isTextual() && status.textValue().equals("dropped")) {
            dropped("the node's pool of transactions was full");
        } else if (status.isTextual() && status.textValue().equals("invalid")) {
            dropped("it became invalid before it was included");
        }
    }

    @Override
    public void ended(RpcReply why) {
        switch (why) {
            case RpcReply.Refused refused -> end(refusal(refused));
            // It may have been sent before the connection broke.
            default -> search();
        }
    }

    private WriteOutcome refusal(RpcReply.Refused refused) {
        String text = refused.message();
        String lower = text.toLowerCase(Locale.ROOT);
        return switch ((int) refused.code()) {
            case INVALID -> {
                if (lower.contains("pay some fees") || lower.contains("balance too low")) {
                    yield new WriteOutcome.InsufficientBalance(account.toSs58(), text);
                }
                if (lower.contains("outdated") || lower.contains("stale")) {
                    yield new WriteOutcome.Dropped(call.hash(), "its nonce was used by another transaction");
                }
                yield new WriteOutcome.Refused(
                        "InvalidTransaction",
                        text,
                        lower.contains("signature")
                                ? "check the key type (sr25519 or ed25519) and that this version knows the chain"
                                : "try again; if it stays so, this version may not fit the chain");
            }
            case BANNED, ALREADY_IMPORTED, LOW_PRIORITY, POOL_FULL ->
                new WriteOutcome.Dropped(call.hash(), "the node does not take it now: " + text);
            default -> new WriteOutcome.Refused("error " + refused.code(), text, "the chain node's words may help");
        };
    }

    private void dropped(String reason) {
        end(new WriteOutcome.Dropped(call.hash(), reason));
    }

    /** The node says it is in this block, for good. */
    private void located(String blockHash) {
        BlockOutcome.of(chain, blockHash, call)
                .whenComplete((reply, error) -> chain.rpc().later(Duration.ZERO, () -> {
                    if (reply instanceof ChainReply.Ok<Optional<WriteOutcome>>(Optional<WriteOutcome> found)
                            && found.isPresent()) {
                        end(found.get());
                    } else {
                        LOG.debug("block {} cannot be read: {}", blockHash, reply, error);
                        search();
                    }
                }));
    }

    private void search() {
        if (!searching && !outcome.isDone()) {
            searching = true;
            cancel.run();
            searchOn();
        }
    }

    private void searchOn() {
        if (outcome.isDone()) {
            return;
        }
        chain.finalizedHead()
                .whenComplete((reply, error) -> chain.rpc().later(Duration.ZERO, () -> {
                    if (reply instanceof ChainReply.Ok<BlockHeader>(BlockHeader head)) {
                        next(head.number());
                    } else {
                        pause();
                    }
                }));
    }

    private void next(long finalized) {
        if (outcome.isDone()) {
            return;
        }
        if (searched >= call.death() - 1) {
            dropped("it was not included while it was valid");
            return;
        }
        if (searched >= finalized) {
            pause();
            return;
        }
        long number = searched + 1;
        ChainReply.then(chain.blockHash(number), hash -> BlockOutcome.of(chain, hash, call))
                .whenComplete((reply, error) -> chain.rpc().later(Duration.ZERO, () -> {
                    if (!(reply instanceof ChainReply.Ok<Optional<WriteOutcome>>(Optional<WriteOutcome> found))) {
                        pause();
                    } else if (found.isPresent()) {
                        end(found.get());
                    } else {
                        searched = number;
                        next(finalized);
                    }
                }));
    }

    private void pause() {
        chain.rpc().later(SEARCH_EVERY, this::searchOn);
    }

    private void end(WriteOutcome result) {
        if (outcome.complete(result)) {
            cancel.run();
        }
    }
}
