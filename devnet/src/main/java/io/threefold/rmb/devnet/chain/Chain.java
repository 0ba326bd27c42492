package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.scale.Blake2;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A chain of one author: blocks, storage as each of them left it, a pool, finality. It never forks. Does nothing by
 * itself: whoever owns it says when a block is due. Not thread-safe.
 */
public final class Chain {
    /** Longest extrinsic taken, in bytes; every call of this runtime is far shorter. */
    public static final int MAX_EXTRINSIC = 16 * 1024;

    /** Blocks kept: what mortal extrinsics and slow readers can need. */
    static final int MAX_BLOCKS = RuntimeConstants.BLOCK_HASH_COUNT;

    private static final long MAX_HISTORY_BYTES = 48L << 20;
    private static final int MAX_ACTIONS = 250_000;

    private final InstantSource clock;
    private final Runtime runtime;
    private final ChainListener listener;
    private final Block genesis;
    private final StateHistory state;
    private final NavigableMap<Long, Block> blocks = new TreeMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Pool pool = new Pool();
    private final List<PrivilegedAction> actions = new ArrayList<>();
    private long finalized;
    private long historyBytes;

    /** A new chain. */
    public Chain(
            ChainSpec spec, SignatureCheck signatures, RelayRule relays, InstantSource clock, ChainListener listener) {
        this(new ChainImage(Genesis.block(spec)), signatures, relays, clock, listener);
    }

    /** Goes on from where a chain was. */
    public Chain(
            ChainImage image,
            SignatureCheck signatures,
            RelayRule relays,
            InstantSource clock,
            ChainListener listener) {
        this.clock = clock;
        this.listener = listener;
        this.genesis = image.genesis();
        this.runtime = new Runtime(hashBytes(genesis.hash()), signatures, relays);
        Block head = image.head();
        this.state = new StateHistory(head.number());
        state.apply(head.number(), new TreeMap<>(image.storage()));
        numbers.put(genesis.hash(), 0L);
        keep(head);
        finalized = head.number();
    }

    /** Hash of block 0, with {@code 0x}. */
    public String genesisHash() {
        return genesis.hash();
    }

    public Block head() {
        return blocks.lastEntry().getValue();
    }

    /** The newest final block. */
    public Block finalizedHead() {
        return kept(finalized);
    }

    /** Extrinsics that wait. */
    public int poolSize() {
        return pool.size();
    }

    /** Whether a block made now would do something. */
    public boolean hasWork() {
        return !actions.isEmpty() || !ready().isEmpty();
    }

    /** The hash at a height; null when it is not reached yet or forgotten. Block 0 is never forgotten. */
    public @Nullable String hashAt(long number) {
        if (number == 0) {
            return genesis.hash();
        }
        Block block = blocks.get(number);
        if (block != null) {
            return block.hash();
        }
        byte[] remembered = number > 0 && number < head().number()
                ? state.at(head().number()).get(StorageKey.blockHash(number))
                : null;
        return remembered == null ? null : Hex.encode(remembered);
    }

    /** The block with that hash; null when unknown or forgotten. */
    public @Nullable Block block(String hash) {
        Long number = numbers.get(hash);
        return number == null ? null : number == 0 ? genesis : blocks.get(number);
    }

    /** Whether the block's storage is still there. */
    public boolean hasState(Block block) {
        return block.number() >= state.oldest();
    }

    /**
     * A value as the block left it.
     *
     * @param key hex without {@code 0x}
     */
    public byte @Nullable [] storage(Block block, String key) {
        return state.at(block.number()).get(key);
    }

    /** Keys in order, see {@link StorageKey}; at most {@code limit}, after {@code start} when given. */
    public List<String> keys(Block block, String prefix, @Nullable String start, int limit) {
        return state.keys(prefix, start, limit, block.number());
    }

    /** The nonce the account's next extrinsic needs, those in the pool counted. */
    public long nextNonce(AccountId account) {
        return pool.nextNonce(account, Runtime.account(headState(), account).nonce());
    }

    /** The account's nonce as of that block. */
    public long nonce(Block block, AccountId account) {
        return Runtime.account(state.at(block.number()), account).nonce();
    }

    /** The account's balance in 10^-7 TFT. */
    public BigInteger balance(AccountId account) {
        return Runtime.account(headState(), account).free();
    }

    /** The twin of an account in the newest block, if it has one. */
    public boolean hasTwin(AccountId account) {
        return headState().get(StorageKey.twinByAccount(account)) != null;
    }

    /** What including it would cost in 10^-7 TFT, tip included; null when it does not decode. */
    public static @Nullable BigInteger feeOf(byte[] extrinsic) {
        try {
            SignedExtrinsic decoded = SignedExtrinsic.decode(extrinsic);
            return decoded == null
                    ? BigInteger.ZERO
                    : Runtime.fee(extrinsic.length).add(decoded.tip());
        } catch (ScaleException e) {
            return null;
        }
    }

    /** Has it done in the next block. False when too much of that kind waits already. */
    public boolean request(PrivilegedAction action) {
        if (actions.size() >= MAX_ACTIONS) {
            return false;
        }
        actions.add(action);
        return true;
    }

    /** Checks an extrinsic and pools it. The listener hears of others this one affects, not of itself. */
    public Submission submit(byte[] bytes) {
        if (bytes.length > MAX_EXTRINSIC) {
            return new Submission.Rejected(Rejection.TOO_LARGE);
        }
        SignedExtrinsic extrinsic;
        try {
            extrinsic = SignedExtrinsic.decode(bytes);
        } catch (ScaleException e) {
            return new Submission.Rejected(Rejection.undecodable(e.getMessage()));
        }
        if (extrinsic == null) {
            return new Submission.Rejected(Rejection.UNSIGNED);
        }
        String hash = extrinsic.hash();
        if (pool.isBanned(hash)) {
            return new Submission.Rejected(Rejection.BANNED);
        }
        if (pool.contains(hash)) {
            return new Submission.Rejected(Rejection.alreadyImported(hash));
        }
        Block head = head();
        Rejection rejection = runtime.validate(extrinsic, headState(), head.header(), hashBytes(head.hash()));
        AccountId signer = extrinsic.signer();
        if (rejection != null || signer == null) {
            return new Submission.Rejected(rejection == null ? Rejection.CANNOT_LOOKUP : rejection);
        }
        return pool(extrinsic, hash, signer);
    }

    private Submission pool(SignedExtrinsic extrinsic, String hash, AccountId signer) {
        Pool.Entry rival = pool.find(signer, extrinsic.nonce());
        if (rival != null) {
            if (extrinsic.tip().compareTo(rival.extrinsic().tip()) <= 0) {
                return new Submission.Rejected(
                        Rejection.tooLowPriority(rival.extrinsic().tip(), extrinsic.tip()));
            }
            pool.remove(rival);
            listener.transaction(rival.hash(), new TransactionStatus.Usurped(hash));
        } else if (!pool.hasRoom(signer, extrinsic.bytes().length)) {
            return new Submission.Rejected(Rejection.POOL_FULL);
        }
        long onChain = Runtime.account(headState(), signer).nonce();
        long nextBefore = pool.nextNonce(signer, onChain);
        pool.add(hash, extrinsic, signer, extrinsic.era().birth(head().number() + 1));
        long nextAfter = pool.nextNonce(signer, onChain);
        boolean filledGap = rival == null && nextBefore == extrinsic.nonce();
        for (long nonce = extrinsic.nonce() + 1; filledGap && nonce < nextAfter; nonce++) {
            Pool.Entry released = pool.find(signer, nonce);
            if (released != null) {
                listener.transaction(released.hash(), new TransactionStatus.Ready());
            }
        }
        return new Submission.Accepted(
                hash, extrinsic.nonce() < nextAfter ? new TransactionStatus.Ready() : new TransactionStatus.Future());
    }

    /** Makes the next block of what waits and tells the listener. */
    public Block produce() {
        Block parent = head();
        BlockBuilder builder = new BlockBuilder(
                runtime,
                parent.header(),
                parent.hash(),
                headState(),
                clock.instant().toEpochMilli());
        builder.act(actions);
        actions.clear();
        List<Pool.Entry> included = new ArrayList<>();
        List<Pool.Entry> dropped = new ArrayList<>();
        for (Pool.Entry entry : ready()) {
            if (!builder.hasRoom(entry.extrinsic())) {
                break;
            }
            if (expired(entry, parent.number() + 1)) {
                dropped.add(entry);
            } else {
                switch (builder.execute(entry)) {
                    case INCLUDED -> included.add(entry);
                    case INVALID -> dropped.add(entry);
                    case NOT_YET -> {}
                }
            }
        }
        Block block = builder.build();
        state.apply(block.number(), block.changes());
        keep(block);
        included.forEach(pool::remove);
        included.forEach(entry -> pool.ban(entry.hash()));
        dropStale(block, dropped);
        listener.imported(block);
        included.forEach(entry -> listener.transaction(entry.hash(), new TransactionStatus.InBlock(block.hash())));
        dropped.forEach(entry -> listener.transaction(entry.hash(), new TransactionStatus.Invalid()));
        return block;
    }

    /** Makes every block up to that number final, and tells the listener. */
    public void finalizeTo(long number) {
        long target = Math.min(number, head().number());
        while (finalized < target) {
            Block block = kept(++finalized);
            listener.finalized(block);
            for (byte[] extrinsic : block.extrinsics()) {
                listener.transaction(
                        Hex.encode(Blake2.hash256(extrinsic)), new TransactionStatus.Finalized(block.hash()));
            }
        }
        prune();
    }

    /** Everything needed to go on from the newest final block. */
    public ChainImage image() {
        Block head = finalizedHead();
        return new ChainImage(genesis, head, state.all(head.number()));
    }

    private void dropStale(Block head, List<Pool.Entry> dropped) {
        State now = headState();
        for (Pool.Entry entry : pool.all()) {
            boolean passed =
                    entry.nonce() < Runtime.account(now, entry.signer()).nonce();
            if (passed || expired(entry, head.number() + 1)) {
                dropped.add(entry);
            }
        }
        dropped.forEach(pool::remove);
    }

    /** Whether the signed checkpoint is no longer the one of its era. */
    private boolean expired(Pool.Entry entry, long block) {
        Era era = entry.extrinsic().era();
        return !era.immortal() && era.birth(block) != entry.birth();
    }

    private List<Pool.Entry> ready() {
        State now = headState();
        return pool.ready(account -> Runtime.account(now, account).nonce());
    }

    private State headState() {
        return state.at(head().number());
    }

    private void keep(Block block) {
        blocks.put(block.number(), block);
        numbers.put(block.hash(), block.number());
        historyBytes += block.weight();
    }

    private void prune() {
        while (blocks.firstKey() < finalized && (blocks.size() > MAX_BLOCKS || historyBytes > MAX_HISTORY_BYTES)) {
            Block oldest = blocks.pollFirstEntry().getValue();
            historyBytes -= oldest.weight();
            if (oldest.number() > 0) {
                numbers.remove(oldest.hash());
            }
        }
        state.forgetBefore(blocks.firstKey());
    }

    private Block kept(long number) {
        Block block = blocks.get(number);
        if (block == null) {
            throw new IllegalStateException("block " + number + " is not kept");
        }
        return block;
    }

    private static byte[] hashBytes(String hash) {
        try {
            return Hex.decode32(hash);
        } catch (ScaleException e) {
            throw new IllegalArgumentException("not a hash", e);
        }
    }
}
