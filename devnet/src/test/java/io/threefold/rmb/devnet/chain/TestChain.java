package io.threefold.rmb.devnet.chain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.devnet.metadata.RuntimeMetadata;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.identity.Signatures;
import io.threefold.rmb.protocol.relay.RelayAddress;
import io.threefold.rmb.tfchain.TwinCalls;
import io.threefold.rmb.tfchain.events.EventReader;
import io.threefold.rmb.tfchain.events.EventRecord;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.extrinsic.ExtensionLayout;
import io.threefold.rmb.tfchain.extrinsic.ExtrinsicV4;
import io.threefold.rmb.tfchain.extrinsic.SigningContext;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A chain with a clock that is set by hand, and a client of it that signs with the code of libs/tfchain. */
public final class TestChain implements ChainListener {
    public static final BigInteger RICH = BigInteger.valueOf(10_000_000_000L);
    public static final RelayRule STRICT =
            relay -> RelayAddress.isValidOnChain(new String(relay, StandardCharsets.ISO_8859_1));

    public final Identity alice = identity("//Alice", KeyType.SR25519);
    public final Identity bob = identity("//Bob", KeyType.ED25519);
    public final Identity poor = identity("//Eve", KeyType.ED25519);
    public final Metadata metadata;
    public final ExtensionLayout layout;
    public final Chain chain;
    public final List<String> heard = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    public TestChain() {
        this(STRICT);
    }

    public TestChain(RelayRule relays) {
        this.metadata = metadata();
        try {
            this.layout = ExtensionLayout.of(metadata);
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
        this.chain = new Chain(spec(), Signatures::verify, relays, () -> now, this);
    }

    public TestChain(ChainImage image) {
        this.metadata = metadata();
        try {
            this.layout = ExtensionLayout.of(metadata);
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
        this.chain = new Chain(image, Signatures::verify, STRICT, () -> now, this);
    }

    public static Metadata metadata() {
        try {
            return Metadata.decode(RuntimeMetadata.encode());
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    public ChainSpec spec() {
        return new ChainSpec(
                new byte[16],
                Map.of(alice.account(), RICH, bob.account(), RICH),
                List.of(new TwinRecord(7, alice.account(), ascii("relay.dev.grid.tf"), null)));
    }

    public static Identity identity(String uri, KeyType type) {
        return Identity.fromSecret(uri.getBytes(StandardCharsets.UTF_8), type);
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public void advance(long milliseconds) {
        now = now.plusMillis(milliseconds);
    }

    public Block produce() {
        advance(1000);
        return chain.produce();
    }

    public byte[] update(String relay) {
        try {
            return TwinCalls.updateTwin(metadata, relay == null ? null : ascii(relay), null);
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] create(String relay) {
        try {
            return TwinCalls.createTwin(metadata, relay == null ? null : ascii(relay), null);
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] accept(String link, String hash) {
        try {
            return TwinCalls.userAcceptTc(metadata, ascii(link), ascii(hash));
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    public SigningContext context(Era era, long nonce, long tip) {
        String checkpoint = chain.hashAt(era.birth(chain.head().number()));
        return new SigningContext(
                RuntimeConstants.SPEC_VERSION,
                RuntimeConstants.TRANSACTION_VERSION,
                bytes(chain.genesisHash()),
                bytes(checkpoint == null ? chain.genesisHash() : checkpoint),
                era,
                nonce,
                BigInteger.valueOf(tip));
    }

    public byte[] sign(Identity who, byte[] call, long nonce) {
        return sign(who, call, context(Era.IMMORTAL, nonce, 0));
    }

    public byte[] sign(Identity who, byte[] call, SigningContext context) {
        byte[] signature = who.sign(ExtrinsicV4.message(call, context, layout));
        return ExtrinsicV4.encode(who.account(), who.keyType(), signature, call, context, layout);
    }

    /** Submits, makes a block of it and returns the events of that extrinsic. */
    public List<EventRecord> run(Identity who, byte[] call) {
        Submission submission = chain.submit(sign(who, call, chain.nextNonce(who.account())));
        if (!(submission instanceof Submission.Accepted)) {
            throw new AssertionError(submission);
        }
        return events(produce()).stream()
                .filter(event -> event.extrinsicIndex() == 1)
                .toList();
    }

    public List<EventRecord> events(Block block) {
        byte[] scale = chain.storage(block, StorageKey.EVENTS);
        try {
            return new EventReader(metadata).read(scale == null ? new byte[1] : scale, (pallet, name) -> true);
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    public static List<String> names(List<EventRecord> events) {
        return events.stream().map(event -> event.pallet() + "." + event.name()).toList();
    }

    public TwinRecord twin(long id) {
        byte[] scale = chain.storage(chain.head(), StorageKey.twin(id));
        try {
            return scale == null ? null : TwinRecord.decode(scale);
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    public static AccountId account(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return AccountId.of(bytes);
    }

    private static ByteString bytes(String hash) {
        try {
            return ByteString.copyFrom(Hex.decode32(hash));
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void imported(Block block) {
        heard.add("imported " + block.number());
    }

    @Override
    public void finalized(Block block) {
        heard.add("finalized " + block.number());
    }

    @Override
    public void transaction(String extrinsicHash, TransactionStatus status) {
        heard.add(status.getClass().getSimpleName());
    }
}
