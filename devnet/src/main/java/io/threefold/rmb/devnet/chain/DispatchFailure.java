package io.threefold.rmb.devnet.chain;

import io.threefold.rmb.tfchain.scale.ScaleWriter;

/** Why a call that was paid for did nothing: the {@code DispatchError} of {@code ExtrinsicFailed}. */
sealed interface DispatchFailure {
    /** A pallet's own error. */
    record Module(ModuleError error) implements DispatchFailure {}

    /** A destination that is no account. */
    record CannotLookup() implements DispatchFailure {}

    /** A bound of this devnet that no real chain has. */
    record Exhausted() implements DispatchFailure {}

    /** A balance rule. */
    record Token(Kind kind) implements DispatchFailure {
        enum Kind {
            FUNDS_UNAVAILABLE(0),
            BELOW_MINIMUM(2),
            NOT_EXPENDABLE(8);

            private final int index;

            Kind(int index) {
                this.index = index;
            }
        }
    }

    /** Writes the {@code DispatchError}. */
    default void write(ScaleWriter out) {
        switch (this) {
            case CannotLookup() -> out.u8(1);
            case Module(var error) ->
                out.u8(3).u8(error.pallet()).u8(error.index()).raw(new byte[3]);
            case Exhausted() -> out.u8(10);
            case Token(var kind) -> out.u8(7).u8(kind.index);
        }
    }
}
