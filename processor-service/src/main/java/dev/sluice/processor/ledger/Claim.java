package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.processor.work.Unit;
import java.util.Comparator;

/** What can be claimed once: one attempt at one unit. Ordered, so that two threads that want the same claims wait in line. */
record Claim(EventKey event, String generation, String route, int attempt) implements Comparable<Claim> {
    private static final Comparator<Claim> ORDER = Comparator.comparing(
                    (Claim claim) -> claim.event().endpoint())
            .thenComparing(claim -> claim.event().id())
            .thenComparing(Claim::generation)
            .thenComparing(Claim::route)
            .thenComparingInt(Claim::attempt);

    static Claim of(Unit unit) {
        return new Claim(unit.event().key(), unit.generation(), unit.route(), unit.attempt());
    }

    /** Whether a second record with this claim is a repeat by the provider; one of a retry or replay is Sluice's own. */
    boolean byProvider() {
        return attempt == 1 && generation.isEmpty();
    }

    @Override
    public int compareTo(Claim other) {
        return ORDER.compare(this, other);
    }
}
