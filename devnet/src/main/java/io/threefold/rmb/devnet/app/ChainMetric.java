package io.threefold.rmb.devnet.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.threefold.rmb.devnet.rpc.ChainServer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The metrics of the stand-in chain; the relay has its own. */
enum ChainMetric {
    BLOCK("rmb.devnet.chain.block", "Number of the newest block", ChainServer.Status::head),
    FINALIZED_BLOCK(
            "rmb.devnet.chain.finalized.block", "Number of the newest final block", ChainServer.Status::finalized),
    POOL("rmb.devnet.chain.pool", "Extrinsics that wait for a block", ChainServer.Status::pool),
    CONNECTIONS("rmb.devnet.chain.connections", "WebSocket connections", ChainServer.Status::connections),
    SUBSCRIPTIONS(
            "rmb.devnet.chain.subscriptions", "Subscriptions of all connections", ChainServer.Status::subscriptions);

    private final String metric;
    private final String description;
    private final ToDoubleFunction<ChainServer.Status> value;

    ChainMetric(String metric, String description, ToDoubleFunction<ChainServer.Status> value) {
        this.metric = metric;
        this.description = description;
        this.value = value;
    }

    /** @return takes them out again */
    static Runnable bind(MeterRegistry meters, Supplier<ChainServer.Status> status) {
        List<Gauge> gauges = Arrays.stream(values())
                .map(metric -> Gauge.builder(metric.metric, status, source -> metric.value.applyAsDouble(source.get()))
                        .description(metric.description)
                        .strongReference(true)
                        .register(meters))
                .toList();
        return () -> gauges.forEach(meters::remove);
    }
}
