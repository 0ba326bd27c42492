package io.threefold.rmb.peer.flow;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.envelope.Address;
import io.threefold.rmb.protocol.envelope.Message;
import org.jspecify.annotations.Nullable;

/** One message on its way to one destination. Guarded by itself where it changes. */
final class Delivery implements Comparable<Delivery> {
    private final OutMessage message;
    private final int index;
    private final Address destination;
    private final String uid;
    private final RequestState state;
    private @Nullable ByteString payload;

    Delivery(OutMessage message, int index, Address destination, String uid, @Nullable ByteString payload) {
        this.message = message;
        this.index = index;
        this.destination = destination;
        this.uid = uid;
        this.payload = payload;
        this.state = new RequestState(message.failFast());
    }

    OutMessage message() {
        return message;
    }

    int index() {
        return index;
    }

    Address destination() {
        return destination;
    }

    String uid() {
        return uid;
    }

    /** Null when it has to be read from Redis. */
    synchronized @Nullable ByteString payload() {
        return payload;
    }

    /** Forgets the payload; the bytes that this frees. */
    synchronized int dropPayload() {
        int freed = payload == null ? 0 : payload.size();
        payload = null;
        return freed;
    }

    synchronized void sending() {
        state.sending();
    }

    synchronized RequestState.Next confirmed() {
        return state.confirmed();
    }

    synchronized RequestState.Next unconfirmed() {
        return state.unconfirmed();
    }

    synchronized RequestState.Next notSent() {
        return state.notSent();
    }

    synchronized RequestState.Next relayError(Message.Error error, int fingerprint) {
        return state.relayError(error, fingerprint);
    }

    synchronized boolean end() {
        return state.end();
    }

    synchronized boolean ended() {
        return state.ended();
    }

    synchronized int attempts() {
        return state.attempts();
    }

    synchronized Message.@Nullable Error lastError() {
        return state.lastError();
    }

    @Override
    public int compareTo(Delivery other) {
        int byId = message.id().compareTo(other.message.id());
        return byId != 0 ? byId : Integer.compare(index, other.index);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
