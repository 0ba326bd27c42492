package io.threefold.rmb.peer.flow;

import io.threefold.rmb.protocol.envelope.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which delivery leaves next: first in, first out per destination, destinations in turn, so many under way in all, per
 * destination and in bytes. Repeats go before what came later. Without clock and I/O. Thread-safe.
 */
final class SendWindow {
    private final Map<Address, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private final List<Lane> paused = new ArrayList<>();
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>(Comparator.comparingLong(Delayed::at));
    private int maxInFlight;
    private int maxPerLane;
    private long maxBytes;
    private int inFlight;
    private long bytes;
    private int waiting;

    private record Delayed(Delivery delivery, long at) {}

    private static final class Lane {
        final Address destination;
        final TreeSet<Delivery> waiting = new TreeSet<>();
        int inFlight;
        boolean queued;
        long pausedUntil;
        boolean isPaused;

        Lane(Address destination) {
            this.destination = destination;
        }
    }

    SendWindow(FlowSettings settings) {
        limits(settings);
    }

    /** Takes new limits; what is under way beyond them stays. */
    synchronized void limits(FlowSettings settings) {
        maxInFlight = settings.inFlight();
        maxPerLane = settings.inFlightPerDestination();
        maxBytes = settings.inFlightBytes();
    }

    /** A delivery is to leave, in its place. */
    synchronized void offer(Delivery delivery) {
        Lane lane = lanes.computeIfAbsent(delivery.destination(), Lane::new);
        if (lane.waiting.add(delivery)) {
            waiting++;
        }
        queue(lane);
    }

    /** A delivery is to leave, but not before the given time. */
    synchronized void offerLater(Delivery delivery, long atMillis) {
        delayed.add(new Delayed(delivery, atMillis));
    }

    /** Nothing more is to leave to this destination before the given time. */
    synchronized void pause(Address destination, long untilMillis) {
        Lane lane = lanes.computeIfAbsent(destination, Lane::new);
        lane.pausedUntil = Math.max(lane.pausedUntil, untilMillis);
        if (!lane.isPaused) {
            lane.isPaused = true;
            paused.add(lane);
        }
    }

    /** The delivery has ended and need not leave. */
    synchronized void remove(Delivery delivery) {
        Lane lane = lanes.get(delivery.destination());
        if (lane != null && lane.waiting.remove(delivery)) {
            waiting--;
            discard(lane);
        }
    }

    /** The next one to leave, or null. It counts as under way until {@link #release}. */
    synchronized @Nullable Delivery poll() {
        while (true) {
            Lane lane = ready.poll();
            if (lane == null) {
                return null;
            }
            lane.queued = false;
            if (lane.isPaused || lane.inFlight >= maxPerLane || lane.waiting.isEmpty()) {
                discard(lane);
                continue;
            }
            Delivery next = lane.waiting.first();
            int size = next.message().size();
            if (inFlight >= maxInFlight || inFlight > 0 && bytes + size > maxBytes) {
                lane.queued = true;
                ready.addFirst(lane);
                return null;
            }
            lane.waiting.pollFirst();
            waiting--;
            if (next.ended()) {
                queue(lane);
                discard(lane);
                continue;
            }
            lane.inFlight++;
            inFlight++;
            bytes += size;
            queue(lane);
            return next;
        }
    }

    /** What {@link #poll} gave is not under way any more. */
    synchronized void release(Delivery delivery) {
        Lane lane = lanes.get(delivery.destination());
        inFlight--;
        bytes -= delivery.message().size();
        if (lane != null) {
            lane.inFlight--;
            queue(lane);
            discard(lane);
        }
    }

    /** Time has passed: delayed deliveries and paused destinations may go on. */
    synchronized void tick(long nowMillis) {
        Delayed first = delayed.peek();
        while (first != null && first.at <= nowMillis) {
            delayed.poll();
            if (!first.delivery.ended()) {
                offer(first.delivery);
            }
            first = delayed.peek();
        }
        paused.removeIf(lane -> {
            if (lane.pausedUntil > nowMillis) {
                return false;
            }
            lane.isPaused = false;
            queue(lane);
            discard(lane);
            return true;
        });
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized int waiting() {
        return waiting + delayed.size();
    }

    synchronized int lanes() {
        return lanes.size();
    }

    private void queue(Lane lane) {
        if (!lane.queued && !lane.isPaused && !lane.waiting.isEmpty() && lane.inFlight < maxPerLane) {
            lane.queued = true;
            ready.add(lane);
        }
    }

    private void discard(Lane lane) {
        if (lane.waiting.isEmpty() && lane.inFlight == 0 && !lane.isPaused && !lane.queued) {
            lanes.remove(lane.destination, lane);
        }
    }
}
