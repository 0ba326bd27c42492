package io.threefold.rmb.tfchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.events.DispatchFailure;
import io.threefold.rmb.tfchain.events.EventReader;
import io.threefold.rmb.tfchain.events.EventRecord;
import io.threefold.rmb.tfchain.extrinsic.ExtensionLayout;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.Value;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decoding by metadata where the real files are missing. */
class TinyMetadataTest {
    @Test
    void twinsByMetadata() throws Exception {
        Metadata metadata = Metadata.decode(TinyMetadata.of(25));
        Twin twin = TwinsForTests.twin(7, "relay.example", "a.relay.example");
        Value value =
                metadata.read(metadata.pallet("TfgridModule").storage("Twins").valueType(), TwinCodec.encode(twin));
        assertThat(TwinCodec.decode(value)).isEqualTo(twin);
        assertThat(metadata.constant("System", "SS58Prefix").asU32()).isEqualTo(42);
    }

    @Test
    void callsFollowTheMetadata() throws Exception {
        byte[] relay = {'r', '.', 'x'};
        byte[] pk = {1, 2};
        assertThat(Hex.encode(TwinCalls.updateTwin(Metadata.decode(TinyMetadata.of(25)), relay, pk)))
                .isEqualTo("0x1912010c722e7801080102");
        assertThat(Hex.encode(TwinCalls.updateTwin(Metadata.decode(TinyMetadata.of(11)), relay, null)))
                .isEqualTo("0x0b12010c722e7800");
    }

    @Test
    void eventsAreSteppedOver() throws Exception {
        Metadata metadata = Metadata.decode(TinyMetadata.of(25));
        Twin twin = TwinsForTests.twin(7, "relay.example");
        byte[] scale = FakeNode.events(
                3,
                FakeNode.oddEvent(25),
                FakeNode.twinEvent(25, 11, twin),
                FakeNode.failure(25, 113),
                FakeNode.oddEvent(25));
        List<EventRecord> events = new EventReader(metadata)
                .read(scale, (p, e) -> HeadFollower.isTwinEvent(p, e) || e.equals("ExtrinsicFailed"));
        assertThat(events).hasSize(4);
        assertThat(events.get(0).content()).isNull();
        assertThat(events.get(1).is("TfgridModule", "TwinStored")).isTrue();
        assertThat(events.get(1).extrinsicIndex()).isEqualTo(3);
        assertThat(TwinCodec.decode(events.get(1).content().at(0))).isEqualTo(twin);
        assertThat(DispatchFailure.of(metadata, events.get(2).content().field("dispatch_error")))
                .isEqualTo(new DispatchFailure("TfgridModule.InvalidRelayAddress", "Relay addresses have rules."));
        List<EventRecord> all = new EventReader(metadata).read(scale, (p, e) -> true);
        assertThat(all.stream().map(EventRecord::payloadBytes).toList())
                .isEqualTo(events.stream().map(EventRecord::payloadBytes).toList());
        assertThatThrownBy(
                        () -> new EventReader(metadata).read(Arrays.copyOf(scale, scale.length - 1), (p, e) -> false))
                .isInstanceOf(ScaleException.class);
    }

    @Test
    void unknownExtensionsAreRefusedUnlessEmpty() throws Exception {
        ExtensionLayout.of(Metadata.decode(TinyMetadata.of(25, "CheckWeather", true)));
        Metadata strange = Metadata.decode(TinyMetadata.of(25, "CheckWeather", false));
        assertThatThrownBy(() -> ExtensionLayout.of(strange))
                .isInstanceOf(ScaleException.class)
                .hasMessageContaining("CheckWeather");
    }

    @Test
    void headersHashAsSubstrateHashesThem() {
        BlockHeader header = new BlockHeader(
                ByteString.copyFrom(new byte[32]),
                1,
                ByteString.copyFrom(new byte[32]),
                ByteString.copyFrom(new byte[32]),
                List.of());
        // 32 zero bytes, compact(1), 64 zero bytes, compact(0).
        byte[] scale = new byte[98];
        scale[32] = 4;
        assertThat(header.hash().toByteArray()).isEqualTo(io.threefold.rmb.tfchain.scale.Blake2.hash256(scale));
    }

    @Test
    void damagedMetadataIsAScaleException() {
        byte[] good = TinyMetadata.of(25);
        for (int cut = 0; cut < good.length; cut++) {
            byte[] bad = Arrays.copyOf(good, cut);
            assertThatThrownBy(() -> Metadata.decode(bad)).isInstanceOf(ScaleException.class);
        }
    }
}
