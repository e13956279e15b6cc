package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.processor.delivery.Delivery;
import java.util.Comparator;

/** What can be claimed once: one attempt at one delivery. Ordered, so that two threads that want the same claims wait in line. */
record Claim(EventKey event, String generation, String route, int attempt) implements Comparable<Claim> {
    private static final Comparator<Claim> ORDER = Comparator.comparing(Claim::event)
            .thenComparing(Claim::generation)
            .thenComparing(Claim::route)
            .thenComparingInt(Claim::attempt);

    static Claim of(Delivery delivery) {
        return new Claim(delivery.event().key(), delivery.generation(), delivery.route(), delivery.attempt());
    }

    /** Whether a second record with this claim is a repeat by the provider; one of a retry or replay is Sluice's own. */
    boolean sentByProvider() {
        return attempt == 1 && generation.isEmpty();
    }

    @Override
    public int compareTo(Claim other) {
        return ORDER.compare(this, other);
    }
}
