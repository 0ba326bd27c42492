package io.threefold.rmb.tfchain;

/** What is known about a twin right now. */
public sealed interface TwinLookup {
    /** The chain has it (perhaps seen a moment ago: the registry caches). */
    record Found(Twin twin) implements TwinLookup {}

    /** The chain answered that it does not exist. */
    record Absent() implements TwinLookup {}

    /**
     * Neither cache nor chain could tell within the deadline; says nothing about the twin.
     *
     * @param reason one sentence for users
     */
    record Unavailable(String reason) implements TwinLookup {}
}
