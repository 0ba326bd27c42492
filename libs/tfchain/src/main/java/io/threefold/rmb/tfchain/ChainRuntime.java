package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.events.EventReader;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.ScaleException;

/**
 * The runtime of the connected chain.
 *
 * @param genesisHash 32 bytes: which chain it is
 */
public record ChainRuntime(
        ByteString genesisHash, long specVersion, long transactionVersion, Metadata metadata, EventReader events) {
    static ChainRuntime of(ByteString genesisHash, RuntimeVersion version, byte[] metadataScale) throws ScaleException {
        Metadata metadata = Metadata.decode(metadataScale);
        return new ChainRuntime(
                genesisHash, version.specVersion(), version.transactionVersion(), metadata, new EventReader(metadata));
    }
}
