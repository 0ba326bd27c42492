package io.threefold.rmb.tfchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.extrinsic.ExtensionLayout;
import io.threefold.rmb.tfchain.extrinsic.ExtrinsicV4;
import io.threefold.rmb.tfchain.extrinsic.SigningContext;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CodecPropertyTest {
    private static final ByteString HASH = ByteString.copyFrom(new byte[32]);
    private final Metadata metadata;
    private final ExtensionLayout layout;

    CodecPropertyTest() throws Exception {
        metadata = Metadata.decode(TinyMetadata.of(25));
        layout = ExtensionLayout.of(metadata);
    }

    @Provide
    Arbitrary<Twin> twins() {
        Arbitrary<byte[]> account = Arbitraries.bytes().array(byte[].class).ofSize(32);
        Arbitrary<List<String>> relays = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('.', '-')
                .ofMinLength(1)
                .ofMaxLength(40)
                .list()
                .ofMaxSize(5);
        Arbitrary<byte[]> pk =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(128).injectNull(0.2);
        return Combinators.combine(Arbitraries.longs().between(1, 0xffffffffL), account, relays, pk)
                .as((id, a, r, k) ->
                        new Twin(id, AccountId.of(a), new TreeSet<>(r), k == null ? null : ByteString.copyFrom(k)));
    }

    @Property(tries = 300)
    void twinsComeBack(@ForAll("twins") Twin twin) throws Exception {
        assertThat(TwinCodec.decode(metadata.read(
                        metadata.pallet("TfgridModule").storage("Twins").valueType(), TwinCodec.encode(twin))))
                .isEqualTo(twin);
    }

    @Property(tries = 200)
    void snapshotsComeBack(@ForAll("twins") Twin twin, @ForAll @IntRange(min = 0) int second) throws Exception {
        TwinSnapshot snapshot =
                new TwinSnapshot(HASH, second, List.of(new TwinCache.Entry(twin, Instant.ofEpochSecond(second))));
        assertThat(TwinSnapshot.parse(snapshot.toBytes())).isEqualTo(snapshot);
    }

    @Property
    void eras(
            @ForAll @LongRange(min = 0, max = 0xffffffffL) long current,
            @ForAll @IntRange(min = 1, max = 100_000) int period)
            throws Exception {
        Era era = Era.mortal(current, period);
        ScaleWriter out = new ScaleWriter();
        era.encode(out);
        assertThat(Era.decode(new ScaleReader(out.toBytes()))).isEqualTo(era);
        assertThat(era.birth(current)).isLessThanOrEqualTo(current);
        assertThat(era.death(current)).isGreaterThan(current);
        assertThat(current - era.birth(current)).isLessThan(Math.max(1, era.period() >> 12));
    }

    @Property(tries = 300)
    void extrinsics(
            @ForAll @Size(64) byte[] signature,
            @ForAll @Size(max = 400) byte[] call,
            @ForAll KeyType type,
            @ForAll @LongRange(min = 0, max = 0xffffffffL) long nonce,
            @ForAll @LongRange(min = 0) long tip)
            throws Exception {
        SigningContext context =
                new SigningContext(1, 2, HASH, HASH, Era.mortal(nonce, 64), nonce, BigInteger.valueOf(tip));
        AccountId signer = TwinsForTests.account(9);
        ExtrinsicV4 decoded =
                ExtrinsicV4.decode(ExtrinsicV4.encode(signer, type, signature, call, context, layout), layout);
        assertThat(decoded)
                .isEqualTo(new ExtrinsicV4(
                        signer,
                        type,
                        ByteString.copyFrom(signature),
                        new ExtensionLayout.Extra(context.era(), nonce, context.tip()),
                        ByteString.copyFrom(call)));
        assertThat(ExtrinsicV4.message(call, context, layout).length).isLessThanOrEqualTo(256);
    }
}
