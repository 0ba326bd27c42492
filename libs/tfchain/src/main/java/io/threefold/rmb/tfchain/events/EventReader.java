package io.threefold.rmb.tfchain.events;

import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.metadata.TypeDef;
import io.threefold.rmb.tfchain.metadata.TypeDef.Field;
import io.threefold.rmb.tfchain.metadata.TypeDef.Variant;
import io.threefold.rmb.tfchain.metadata.Value;
import io.threefold.rmb.tfchain.metadata.ValueReader;
import io.threefold.rmb.tfchain.scale.ScaleException;
import io.threefold.rmb.tfchain.scale.ScaleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Reads {@code System.Events}. An event has no length, so reaching one means stepping over all before it by their
 * types; only the wanted ones are decoded. Immutable; made once per runtime.
 */
public final class EventReader {
    /** A full block of tfchain holds some hundreds. */
    private static final int MAX_EVENTS = 65_536;

    private final Metadata metadata;
    private final List<Field> recordFields;

    public EventReader(Metadata metadata) throws ScaleException {
        this.metadata = metadata;
        int type = metadata.pallet("System").storage("Events").valueType();
        if (!(metadata.types().get(type) instanceof TypeDef.Sequence sequence)
                || !(metadata.types().get(boxed(metadata, sequence.element()))
                        instanceof TypeDef.Composite composite)) {
            throw new ScaleException("System.Events is not a vector of records");
        }
        this.recordFields = composite.fields();
    }

    /** Some runtimes wrap the record in a one-field struct (a Box leaves no trace in the metadata, others do). */
    private static int boxed(Metadata metadata, int type) throws ScaleException {
        return metadata.types().get(type) instanceof TypeDef.Composite c
                        && c.fields().size() == 1
                        && c.fields().getFirst().name() == null
                ? c.fields().getFirst().type()
                : type;
    }

    /**
     * Reads all events of a block.
     *
     * @param scale the stored value
     * @param wanted by pallet and event name: the ones to decode
     */
    public List<EventRecord> read(byte[] scale, BiPredicate<String, String> wanted) throws ScaleException {
        ScaleReader in = new ScaleReader(scale);
        ValueReader values = new ValueReader(metadata.types(), in);
        int count = in.vectorLength(2);
        if (count > MAX_EVENTS) {
            throw new ScaleException("a block with " + count + " events");
        }
        List<EventRecord> events = new ArrayList<>(Math.min(count, 256));
        for (int i = 0; i < count; i++) {
            events.add(event(in, values, wanted));
        }
        in.expectEnd();
        return List.copyOf(events);
    }

    private EventRecord event(ScaleReader in, ValueReader values, BiPredicate<String, String> wanted)
            throws ScaleException {
        long extrinsic = -1;
        EventRecord found = null;
        for (Field field : recordFields) {
            if ("phase".equals(field.name())) {
                Value.Choice phase = values.read(field.type()).asChoice();
                extrinsic = phase.name().equals("ApplyExtrinsic") ? phase.at(0).asU32() : -1;
            } else if ("event".equals(field.name())) {
                Variant pallet = variant(in, field.type());
                if (pallet.fields().size() != 1) {
                    throw new ScaleException("events of pallet " + pallet.name() + " have no type");
                }
                Variant event = variant(in, pallet.fields().getFirst().type());
                int start = in.position();
                Value content = null;
                if (wanted.test(pallet.name(), event.name())) {
                    content = values.read(event.fields());
                } else {
                    values.skip(event.fields());
                }
                found = new EventRecord(
                        extrinsic,
                        pallet.name(),
                        event.name(),
                        pallet.index(),
                        event.index(),
                        in.position() - start,
                        content);
            } else {
                values.skip(field.type());
            }
        }
        if (found == null) {
            throw new ScaleException("an event record has no event");
        }
        return found;
    }

    private Variant variant(ScaleReader in, int type) throws ScaleException {
        if (!(metadata.types().get(type) instanceof TypeDef.Choice choice)) {
            throw new ScaleException("an event is not an enum");
        }
        int index = in.u8();
        for (Variant variant : choice.variants()) {
            if (variant.index() == index) {
                return variant;
            }
        }
        throw new ScaleException("the metadata knows no event or pallet " + index);
    }
}
