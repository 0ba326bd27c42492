package io.threefold.rmb.relay.store;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * Lets Redis' client work on the event loops of Vert.x, so that a message changes threads as seldom as possible. With
 * different transports (epoll here, NIO there) that cannot be, and it gets its own.
 */
final class SharedEventLoops implements EventLoopGroupProvider {
    private static final int OWN_THREADS = 2;

    private final EventLoopGroup loops;
    private final EventLoopGroupProvider own = new DefaultEventLoopGroupProvider(OWN_THREADS);

    SharedEventLoops(Vertx vertx) {
        this.loops = vertx.nettyEventLoopGroup();
    }

    @Override
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return type.isInstance(loops) ? type.cast(loops) : own.allocate(type);
    }

    @Override
    public int threadPoolSize() {
        return 1;
    }

    /** Those of Vert.x stay. */
    @Override
    public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
        return group == loops
                ? ImmediateEventExecutor.INSTANCE.newSucceededFuture(true)
                : own.release(group, quietPeriod, timeout, unit);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return own.shutdown(quietPeriod, timeout, unit);
    }
}
