package io.threefold.rmb.devnet.rpc;

import io.threefold.rmb.devnet.chain.Block;
import io.threefold.rmb.devnet.chain.Chain;
import io.threefold.rmb.devnet.metadata.RuntimeMetadata;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.math.BigInteger;

/** The runtime functions {@code state_call} knows. */
final class RuntimeCalls {
    private static final int METADATA_VERSION = 14;

    private final Chain chain;
    private final byte[] metadata;

    RuntimeCalls(Chain chain, byte[] metadata) {
        this.chain = chain;
        this.metadata = metadata;
    }

    /** @return the SCALE-encoded answer */
    byte[] call(String name, byte[] arguments, Block block) throws RpcException {
        ScaleReader in = new ScaleReader(arguments);
        try {
            return switch (name) {
                case "Core_version" -> RuntimeMetadata.runtimeVersion();
                case "Metadata_metadata" ->
                    new ScaleWriter().byteVector(metadata).toBytes();
                case "Metadata_metadata_versions" ->
                    new ScaleWriter().compact(1).u32(METADATA_VERSION).toBytes();
                case "Metadata_metadata_at_version" ->
                    new ScaleWriter()
                            .optionalByteVector(in.u32() == METADATA_VERSION ? metadata : null)
                            .toBytes();
                case "AccountNonceApi_account_nonce" ->
                    new ScaleWriter()
                            .u32(chain.nonce(block, AccountId.of(in.bytes(AccountId.LENGTH))))
                            .toBytes();
                case "TransactionPaymentApi_query_info" -> paymentInfo(arguments);
                default -> throw RpcException.noMethod();
            };
        } catch (ScaleException e) {
            throw RpcException.invalidParams("arguments of " + name + ": " + e.getMessage());
        }
    }

    /** The arguments are an extrinsic and its length once more. */
    private static byte[] paymentInfo(byte[] arguments) throws ScaleException {
        ScaleReader in = new ScaleReader(arguments);
        int body = in.vectorLength(1);
        in.skip(body);
        BigInteger fee = Chain.feeOf(in.since(0));
        if (fee == null) {
            throw new ScaleException("the extrinsic does not decode");
        }
        return new ScaleWriter().compact(50_000_000).compact(0).u8(0).u128(fee).toBytes();
    }
}
