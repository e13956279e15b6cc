package dev.sluice.processor.ledger;

import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Awaiting;
import dev.sluice.processor.work.BatchEntry;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.TokenUse;
import dev.sluice.processor.work.Unreadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A batch, each claim taken once.
 *
 * @param claims of the batch's entries, in order; one that occurs again is a duplicate. Empty for what is no attempt
 * @param entries the first of each claim, and the unreadable records, in order
 * @param awaiting events that are to have a row before they are attempted
 * @param repeats what the deduplication window caught
 * @param copies duplicates by the provider that the batch itself holds
 * @param tokens signed tokens that came with it, in order
 */
record ClaimedBatch(
        List<Optional<Claim>> claims,
        List<Entry> entries,
        List<AwaitingEvent> awaiting,
        List<SeenAgain> repeats,
        Map<EventKey, Copies> copies,
        List<TokenUse> tokens) {
    private record Copy(EventKey event, Coordinates source) {}

    static ClaimedBatch of(List<BatchEntry> batch) {
        ClaimedBatch claimed = new ClaimedBatch(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashMap<>(),
                new ArrayList<>());
        Map<Claim, Coordinates> firsts = new HashMap<>();
        Set<Copy> counted = new HashSet<>();
        for (BatchEntry each : batch) {
            switch (each) {
                case Attempted attempted -> {
                    TokenUse.of(attempted.unit()).ifPresent(claimed.tokens::add);
                    claimed.take(Entry.of(attempted), firsts, counted);
                }
                case Awaiting event -> {
                    TokenUse.of(event.unit()).ifPresent(claimed.tokens::add);
                    claimed.claims.add(Optional.empty());
                    claimed.awaiting.add(AwaitingEvent.of(event.unit()));
                }
                case SeenAgain again -> {
                    TokenUse.of(again).ifPresent(claimed.tokens::add);
                    claimed.claims.add(Optional.empty());
                    claimed.repeats.add(again);
                }
                case Unreadable unreadable -> {
                    Entry entry = Entry.of(unreadable);
                    claimed.claims.add(Optional.empty());
                    if (firsts.putIfAbsent(entry.claim(), entry.unit().source()) == null) {
                        claimed.entries.add(entry);
                    }
                }
            }
        }
        return claimed.withFirstReceipt();
    }

    private void take(Entry entry, Map<Claim, Coordinates> firsts, Set<Copy> counted) {
        Coordinates source = entry.unit().source();
        claims.add(Optional.of(entry.claim()));
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

    private ClaimedBatch withFirstReceipt() {
        Map<EventKey, Instant> earliest = new HashMap<>();
        entries.forEach(entry -> note(earliest, entry.claim().event(), entry.receivedAt()));
        awaiting.forEach(event -> note(earliest, event.key(), event.receivedAt()));
        entries.replaceAll(entry ->
                entry.firstReceivedAt(earliest.getOrDefault(entry.claim().event(), entry.receivedAt())));
        awaiting.replaceAll(event -> event.firstReceivedAt(earliest.getOrDefault(event.key(), event.receivedAt())));
        return this;
    }

    private static void note(Map<EventKey, Instant> earliest, EventKey key, Instant receivedAt) {
        earliest.merge(key, receivedAt, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** The batch without the effects of those whose token came before with another body. */
    ClaimedBatch judged(Map<TokenUse, Conclusion> late) {
        if (late.isEmpty()) {
            return this;
        }
        List<Entry> judged = new ArrayList<>();
        for (Entry entry : entries) {
            Optional<Conclusion> dead = TokenUse.of(entry.unit()).map(late::get);
            judged.add(dead.map(entry::concluded).orElse(entry));
        }
        return new ClaimedBatch(claims, judged, awaiting, repeats, copies, tokens);
    }

    /** Bytes of all bodies. */
    long bytes() {
        return entries.stream().mapToLong(entry -> entry.event().body().length).sum()
                + awaiting.stream()
                        .mapToLong(event -> event.unit().event().body().length)
                        .sum();
    }

    /** What became of each entry, in the order given. */
    List<Recorded> inOrder(Map<Claim, Recorded> recorded) {
        Set<Claim> seen = new HashSet<>();
        List<Recorded> inOrder = new ArrayList<>();
        for (Optional<Claim> claim : claims) {
            if (claim.isEmpty()) {
                inOrder.add(new Recorded.Noted());
            } else if (seen.add(claim.get())) {
                inOrder.add(Objects.requireNonNull(recorded.get(claim.get())));
            } else {
                inOrder.add(new Recorded.Duplicate());
            }
        }
        return inOrder;
    }
}
