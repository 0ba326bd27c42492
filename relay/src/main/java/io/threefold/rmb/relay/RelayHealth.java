package io.threefold.rmb.relay;

/**
 * How a relay is.
 *
 * @param listening whether it takes connections
 * @param redisConnected whether the connection to Redis stands
 * @param registryAvailable whether the last look-up of a twin got an answer
 * @param registryProblem why not, or empty
 * @param sessions connected to this process
 */
public record RelayHealth(
        boolean listening, boolean redisConnected, boolean registryAvailable, String registryProblem, int sessions) {
    /** Whether it can serve. */
    public boolean isReady() {
        return listening && redisConnected;
    }
}
