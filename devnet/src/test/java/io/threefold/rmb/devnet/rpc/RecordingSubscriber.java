package io.threefold.rmb.devnet.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a connection would have been sent. */
final class RecordingSubscriber implements Subscriber {
    record Notification(String method, String subscription, JsonNode result) {}

    final List<Notification> received = new ArrayList<>();

    @Override
    public void notify(String method, String subscription, JsonNode result) {
        received.add(new Notification(method, subscription, result));
    }

    @Override
    public boolean canSubscribe() {
        return true;
    }
}
