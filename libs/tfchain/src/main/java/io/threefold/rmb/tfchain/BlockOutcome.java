package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.tfchain.events.DispatchFailure;
import io.threefold.rmb.tfchain.events.EventReader;
import io.threefold.rmb.tfchain.events.EventRecord;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what became of an extrinsic in a block. */
final class BlockOutcome {
    private BlockOutcome() {}

    /** Empty when the block does not contain it. */
    static CompletionStage<ChainReply<Optional<WriteOutcome>>> of(Chain chain, String blockHash, SignedCall call) {
        return ChainReply.then(chain.ask("chain_getBlock", List.of(blockHash)), json -> {
            int index = indexOf(json.path("block").path("extrinsics"), call.hex());
            if (index < 0) {
                return CompletableFuture.completedFuture(new ChainReply.Ok<>(Optional.empty()));
            }
            ChainRuntime runtime = chain.knownRuntime();
            if (runtime == null) {
                return ChainReply.unavailable("no runtime is known yet");
            }
            return ChainReply.then(HeadFollower.events(chain, runtime.metadata(), blockHash), scale -> {
                try {
                    return CompletableFuture.completedFuture(new ChainReply.Ok<>(
                            Optional.of(outcome(runtime.metadata(), runtime.events(), scale, index, blockHash, call))));
                } catch (ScaleException e) {
                    return ChainReply.map(
                            HeadFollower.metadataOfParent(chain, blockHash),
                            metadata -> Optional.of(
                                    outcome(metadata, new EventReader(metadata), scale, index, blockHash, call)));
                }
            });
        });
    }

    private static int indexOf(JsonNode extrinsics, String hex) {
        for (int i = 0; i < extrinsics.size(); i++) {
            if (extrinsics.get(i).asText().equalsIgnoreCase(hex)) {
                return i;
            }
        }
        return -1;
    }

    private static WriteOutcome outcome(
            Metadata metadata, EventReader reader, byte[] scale, int index, String blockHash, SignedCall call)
            throws ScaleException {
        List<Twin> twins = new ArrayList<>();
        boolean done = false;
        for (EventRecord event : reader.read(scale, BlockOutcome::isWanted)) {
            if (event.extrinsicIndex() != index || event.content() == null) {
                continue;
            }
            switch (event.name()) {
                case "ExtrinsicFailed" -> {
                    DispatchFailure failure =
                            DispatchFailure.of(metadata, event.content().at(0));
                    return new WriteOutcome.Refused(failure.name(), failure.text(), advice(failure.name()));
                }
                case "ExtrinsicSuccess" -> done = true;
                default -> twins.add(TwinCodec.decode(event.content().at(0)));
            }
        }
        if (!done) {
            throw new ScaleException("block " + blockHash + " does not say what became of the extrinsic");
        }
        return new WriteOutcome.Finalized(
                ByteString.copyFrom(Hex.decode32(blockHash)), call.hash(), List.copyOf(twins));
    }

    private static boolean isWanted(String pallet, String event) {
        return HeadFollower.isTwinEvent(pallet, event)
                || pallet.equals("System") && (event.equals("ExtrinsicSuccess") || event.equals("ExtrinsicFailed"));
    }

    /** What a user can do about an error of the chain. */
    static String advice(String error) {
        return switch (error) {
            case "TfgridModule.UserDidNotSignTermsAndConditions" ->
                "accept the terms and conditions of the grid with this account first";
            case "TfgridModule.TwinWithPubkeyExists" ->
                "this account has a twin already: use it, or take another secret";
            case "TfgridModule.TwinNotExists" -> "this account has no twin: create one first";
            case "TfgridModule.UnauthorizedToUpdateTwin" ->
                "this twin belongs to another account: check secret and key type";
            case "TfgridModule.InvalidRelayAddress" ->
                "relays are plain domains: no scheme, no port, first label longer than one character";
            default -> "the chain's documentation explains this error";
        };
    }
}
