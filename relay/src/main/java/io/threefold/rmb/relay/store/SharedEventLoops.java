package io.threefold.rmb.relay.store;

import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Lets Redis' client work on the event loops of Vert.x, so that a message changes threads as seldom as possible. */
final class SharedEventLoops implements EventLoopGroupProvider {
    private final EventLoopGroup loops;

    SharedEventLoops(Vertx vertx) {
        this.loops = vertx.nettyEventLoopGroup();
    }

    @Override
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        if (!type.isInstance(loops)) {
            throw new IllegalStateException("Vert.x and the Redis client use different transports: "
                    + loops.getClass().getName() + " and " + type.getName());
        }
        return type.cast(loops);
    }

    @Override
    public int threadPoolSize() {
        return 1;
    }

    /** They belong to Vert.x. */
    @Override
    public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
        return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }
}
