package io.threefold.rmb.tfchain;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.threefold.rmb.tfchain.events.EventReader;
import io.threefold.rmb.tfchain.events.EventRecord;
import io.threefold.rmb.tfchain.extrinsic.ExtensionLayout;
import io.threefold.rmb.tfchain.extrinsic.ExtrinsicV4;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.ValueReader;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.io.IOException;
import java.util.List;

/**
 * Nothing but {@link ScaleException} (and {@link IOException} for snapshots) may escape. Regression run over the seeds
 * beside it; with {@code JAZZER_FUZZ=1} and one method selected it goes looking.
 */
class ChainFuzzTest {
    private static final Metadata METADATA = metadata();

    private static Metadata metadata() {
        try {
            return Metadata.decode(TinyMetadata.of(25));
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }

    /** The first byte chooses what the others are read as. */
    @FuzzTest(maxDuration = "30s")
    void scale(byte[] data) throws Exception {
        if (data.length == 0) {
            return;
        }
        ScaleReader in = new ScaleReader(data);
        int what = in.u8();
        try {
            switch (what % 6) {
                case 0 -> {
                    byte[] compact = new ScaleWriter().compact(in.compactBig()).toBytes();
                    assertThat(compact).isEqualTo(in.since(1));
                }
                case 1 -> in.text(100);
                case 2 -> TwinCodec.decode(METADATA.read(twinType(), in.bytes(in.remaining())));
                case 3 -> ExtrinsicV4.decode(in.bytes(in.remaining()), ExtensionLayout.of(METADATA));
                case 4 ->
                    new ValueReader(METADATA.types(), in)
                            .read(what % METADATA.types().size());
                default -> {
                    int type = what % METADATA.types().size();
                    int start = in.position();
                    byte[] rest = in.bytes(in.remaining());
                    ScaleReader skipped = new ScaleReader(rest);
                    ScaleReader read = new ScaleReader(rest);
                    boolean decodes = true;
                    try {
                        new ValueReader(METADATA.types(), read).read(type);
                    } catch (ScaleException e) {
                        decodes = false;
                    }
                    if (decodes) {
                        new ValueReader(METADATA.types(), skipped).skip(type);
                        assertThat(skipped.position()).as("from %d", start).isEqualTo(read.position());
                    }
                }
            }
        } catch (ScaleException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static int twinType() throws ScaleException {
        return METADATA.pallet("TfgridModule").storage("Twins").valueType();
    }

    @FuzzTest(maxDuration = "30s")
    void metadata(byte[] data) {
        try {
            Metadata metadata = Metadata.decode(data);
            // What was accepted must be usable on anything.
            new EventReader(metadata).read(data, (p, e) -> true);
            ExtensionLayout.of(metadata);
            for (int type = 0; type < Math.min(200, metadata.types().size()); type++) {
                try {
                    new ValueReader(metadata.types(), new ScaleReader(data)).skip(type);
                } catch (ScaleException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        } catch (ScaleException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "30s")
    void events(byte[] data) {
        try {
            List<EventRecord> all = new EventReader(METADATA).read(data, (p, e) -> true);
            List<EventRecord> none = new EventReader(METADATA).read(data, (p, e) -> false);
            assertThat(none).hasSameSizeAs(all);
        } catch (ScaleException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "30s")
    void snapshot(byte[] data) {
        try {
            TwinSnapshot snapshot = TwinSnapshot.parse(data);
            assertThat(TwinSnapshot.parse(snapshot.toBytes())).isEqualTo(snapshot);
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotNull();
        }
    }
}
