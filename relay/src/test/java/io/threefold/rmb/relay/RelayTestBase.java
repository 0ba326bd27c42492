package io.threefold.rmb.relay;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One Redis per class, one fixture per test. */
abstract class RelayTestBase {
    static TestRedis redis;
    RelayFixture fixture;

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start(null);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void makeFixture() {
        fixture = new RelayFixture(redis.url());
    }

    @AfterEach
    void closeFixture() {
        fixture.close();
    }

    static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
