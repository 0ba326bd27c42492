package io.threefold.rmb.peer.status;

import java.util.Map;

/**
 * The answer to one health question.
 *
 * @param data short facts for people; no secrets, no content
 */
public record HealthCheck(boolean up, Map<String, String> data) {
    public HealthCheck {
        data = Map.copyOf(data);
    }
}
