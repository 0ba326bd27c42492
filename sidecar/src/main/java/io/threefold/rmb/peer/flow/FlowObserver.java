package io.threefold.rmb.peer.flow;

import java.time.Duration;

/** Told what happens, for metrics. Called on hot paths by many threads: count and return. */
public interface FlowObserver {
    /** One more of these. */
    void counted(FlowCount what);

    /** One more envelope rejected. */
    void rejected(Rejection why);

    /** A request ended with an answer; the time is from its taking to its outcome. */
    void roundTrip(Duration time);

    /** Ignores everything. */
    FlowObserver NONE = new FlowObserver() {
        @Override
        public void counted(FlowCount what) {}

        @Override
        public void rejected(Rejection why) {}

        @Override
        public void roundTrip(Duration time) {}
    };
}
