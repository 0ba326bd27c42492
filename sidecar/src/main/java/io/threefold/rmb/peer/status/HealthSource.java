package io.threefold.rmb.peer.status;

/** Answers the three questions of DESIGN §3; every answer is immediate. */
public interface HealthSource {
    /** The local API is up: Redis is connected and messages are taken from it. */
    HealthCheck started();

    /** Connected to Redis and to at least one relay. */
    HealthCheck ready();

    /** Every loop of the process moves. */
    HealthCheck live();
}
