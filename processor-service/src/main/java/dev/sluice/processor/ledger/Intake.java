package dev.sluice.processor.ledger;

import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A batch, each claim taken once.
 *
 * @param claims of the batch's attempts, in order; one that occurs again is a duplicate
 * @param entries the first of each claim, in order, then the unreadable records
 * @param copies duplicates by the provider that the batch itself holds
 */
record Intake(List<Claim> claims, List<Entry> entries, Map<EventKey, Copies> copies) {
    private record Copy(EventKey event, Coordinates source) {}

    static Intake of(Ledger.Batch batch) {
        List<Claim> claims = new ArrayList<>();
        Map<Claim, Coordinates> firsts = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        Set<Copy> counted = new HashSet<>();
        Map<EventKey, Copies> copies = new HashMap<>();
        for (Attempted attempted : batch.attempts()) {
            Entry entry = Entry.of(attempted);
            Coordinates source = attempted.unit().source();
            claims.add(entry.claim());
            Coordinates first = firsts.putIfAbsent(entry.claim(), source);
            if (first == null) {
                entries.add(entry);
            } else if (entry.claim().byProvider()
                    && !first.equals(source)
                    // A copy makes one attempt for each route, and is still one copy.
                    && counted.add(new Copy(entry.claim().event(), source))) {
                copies.merge(entry.claim().event(), new Copies(1, 0), Copies::and);
            }
        }
        batch.unreadable().stream()
                .map(Entry::of)
                .filter(entry -> firsts.putIfAbsent(entry.claim(), entry.unit().source()) == null)
                .forEach(entries::add);
        return new Intake(claims, withFirstReceipt(entries), copies);
    }

    private static List<Entry> withFirstReceipt(List<Entry> entries) {
        Map<EventKey, Instant> earliest = new HashMap<>();
        entries.forEach(entry -> earliest.merge(
                entry.claim().event(), entry.receivedAt(), (one, other) -> one.isBefore(other) ? one : other));
        return entries.stream()
                .map(entry -> entry.firstReceivedAt(
                        earliest.getOrDefault(entry.claim().event(), entry.receivedAt())))
                .toList();
    }

    /** What became of each attempt, in the order given. */
    List<Recorded> inOrder(Map<Claim, Recorded> recorded) {
        Set<Claim> seen = new HashSet<>();
        return claims.stream()
                .map(claim -> seen.add(claim) ? Objects.requireNonNull(recorded.get(claim)) : new Recorded.Duplicate())
                .toList();
    }
}
