package io.threefold.rmb.peer.store;

import java.util.List;

/** Where messages go that were taken from the lists. Called on Redis' I/O thread: do not block. */
public interface Intake {
    /** How many more messages of this kind can be taken now; at 0 the taking stops until {@link MessageStore#resume}. */
    int room(StoredMessage.Kind kind);

    /** Messages that are in the outbox now, in the order of taking. */
    void taken(List<StoredMessage> messages);
}
