package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.tfchain.extrinsic.Era;
import io.threefold.rmb.tfchain.extrinsic.ExtensionLayout;
import io.threefold.rmb.tfchain.extrinsic.ExtrinsicV4;
import io.threefold.rmb.tfchain.extrinsic.SigningContext;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A call made ready to send: nonce and checkpoint from the node, signed.
 *
 * @param hex the extrinsic
 * @param hash its hash, hex
 * @param birth the checkpoint's block number; it can land in the blocks after it
 * @param death the first block in which it cannot land
 */
record SignedCall(String hex, String hash, long birth, long death) {
    /** Makes a call's bytes for a runtime. */
    interface Call {
        byte[] encode(Metadata metadata) throws ScaleException;
    }

    static CompletionStage<ChainReply<SignedCall>> prepare(
            Chain chain, Identity identity, WriterSettings settings, Call call) {
        return ChainReply.then(chain.runtime(), runtime -> {
            ExtensionLayout layout = ExtensionLayout.of(runtime.metadata());
            byte[] encoded = call.encode(runtime.metadata());
            return ChainReply.then(chain.finalizedHead(), head -> {
                Era era = Era.mortal(head.number(), settings.eraPeriod());
                long birth = era.birth(head.number());
                return ChainReply.then(
                        checkpoint(chain, head, birth),
                        checkpoint -> ChainReply.map(
                                chain.ask(
                                        "system_accountNextIndex",
                                        List.of(identity.account().toSs58())),
                                nonce -> {
                                    if (!nonce.isIntegralNumber()) {
                                        throw new ScaleException("no nonce");
                                    }
                                    SigningContext context = new SigningContext(
                                            runtime.specVersion(),
                                            runtime.transactionVersion(),
                                            runtime.genesisHash(),
                                            checkpoint,
                                            era,
                                            nonce.longValue(),
                                            BigInteger.ZERO);
                                    byte[] signature = identity.sign(ExtrinsicV4.message(encoded, context, layout));
                                    byte[] extrinsic = ExtrinsicV4.encode(
                                            identity.account(),
                                            identity.keyType(),
                                            signature,
                                            encoded,
                                            context,
                                            layout);
                                    return new SignedCall(
                                            Hex.encode(extrinsic),
                                            Hex.encode(ExtrinsicV4.hash(extrinsic)),
                                            birth,
                                            era.death(head.number()));
                                }));
            });
        });
    }

    private static CompletionStage<ChainReply<ByteString>> checkpoint(Chain chain, BlockHeader head, long birth) {
        return birth == head.number()
                ? CompletableFuture.completedFuture(new ChainReply.Ok<>(head.hash()))
                : ChainReply.map(chain.blockHash(birth), hash -> ByteString.copyFrom(Hex.decode32(hash)));
    }
}
