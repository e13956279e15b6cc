package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.KeyUse;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.TokenUse;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.Coordinates;
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
        List<AttemptEntry> entries,
        List<PendingRow> awaiting,
        List<Duplicate> repeats,
        Map<EventKey, DuplicateCounts> copies,
        List<TokenUse> tokens) {
    private record CountedCopy(EventKey event, Coordinates source) {}

    static ClaimedBatch of(List<BatchEntry> batch) {
        ClaimedBatch claimed = new ClaimedBatch(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashMap<>(),
                new ArrayList<>());
        Map<Claim, Coordinates> firsts = new HashMap<>();
        Set<CountedCopy> counted = new HashSet<>();
        for (BatchEntry each : batch) {
            switch (each) {
                case Attempt attempted -> {
                    TokenUse.of(attempted.delivery()).ifPresent(claimed.tokens::add);
                    claimed.take(AttemptEntry.of(attempted), firsts, counted);
                }
                case PendingEvent event -> {
                    TokenUse.of(event.delivery()).ifPresent(claimed.tokens::add);
                    claimed.claims.add(Optional.empty());
                    claimed.awaiting.add(PendingRow.of(event.delivery()));
                }
                case Duplicate again -> {
                    TokenUse.of(again).ifPresent(claimed.tokens::add);
                    claimed.claims.add(Optional.empty());
                    claimed.repeats.add(again);
                }
                case UndecodableRecord unreadable -> {
                    AttemptEntry entry = AttemptEntry.of(unreadable);
                    claimed.claims.add(Optional.empty());
                    if (firsts.putIfAbsent(entry.claim(), entry.delivery().source()) == null) {
                        claimed.entries.add(entry);
                    }
                }
            }
        }
        return claimed.withFirstReceipt();
    }

    private void take(AttemptEntry entry, Map<Claim, Coordinates> firsts, Set<CountedCopy> counted) {
        Coordinates source = entry.delivery().source();
        claims.add(Optional.of(entry.claim()));
        Coordinates first = firsts.putIfAbsent(entry.claim(), source);
        if (first == null) {
            entries.add(entry);
        } else if (entry.claim().sentByProvider()
                && !first.equals(source)
                // A copy makes one attempt for each route, and is still one copy.
                && counted.add(new CountedCopy(entry.claim().event(), source))) {
            copies.merge(entry.claim().event(), DuplicateCounts.ONE_MORE, DuplicateCounts::and);
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
    ClaimedBatch judged(Map<TokenUse, AttemptOutcome> late) {
        if (late.isEmpty()) {
            return this;
        }
        List<AttemptEntry> judged = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            Optional<AttemptOutcome> dead = TokenUse.of(entry.delivery()).map(late::get);
            judged.add(dead.map(entry::withOutcome).orElse(entry));
        }
        return new ClaimedBatch(claims, judged, awaiting, repeats, copies, tokens);
    }

    /** The batch without the effects of those whose idempotency key another event has. */
    ClaimedBatch keyed(Map<KeyUse, AttemptOutcome> late) {
        if (late.isEmpty()) {
            return this;
        }
        List<AttemptEntry> keyed = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            Optional<AttemptOutcome> repeated =
                    mayHaveEffects(entry) ? KeyUse.of(entry.delivery()).map(late::get) : Optional.empty();
            keyed.add(repeated.map(entry::withOutcome).orElse(entry));
        }
        return new ClaimedBatch(claims, keyed, awaiting, repeats, copies, tokens);
    }

    /** Idempotency keys of its entries, in order. */
    List<KeyUse> keys() {
        return entries.stream()
                .flatMap(entry -> KeyUse.of(entry.delivery()).stream())
                .toList();
    }

    /** Those of the entries that are to have effects: a dead one needs no key. */
    List<KeyUse> wantedKeys() {
        return entries.stream()
                .filter(ClaimedBatch::mayHaveEffects)
                .flatMap(entry -> KeyUse.of(entry.delivery()).stream())
                .toList();
    }

    private static boolean mayHaveEffects(AttemptEntry entry) {
        AttemptOutcome outcome = entry.attempted().outcome();
        return !(outcome instanceof AttemptOutcome.Dead) && !IdempotencyKeyTable.isRepeat(outcome);
    }

    /** Bytes of all bodies. */
    long bytes() {
        return entries.stream().mapToLong(entry -> entry.event().body().length).sum()
                + awaiting.stream()
                        .mapToLong(event -> event.delivery().event().body().length)
                        .sum();
    }

    /** What became of each entry, in the order given, and then of claims that are none of theirs. */
    List<Recorded> inOrder(Map<Claim, Recorded> recorded) {
        Set<Claim> seen = new HashSet<>();
        List<Recorded> inOrder = new ArrayList<>();
        for (Optional<Claim> claim : claims) {
            if (claim.isEmpty()) {
                inOrder.add(new Recorded.NoAttempt());
            } else if (seen.add(claim.get())) {
                inOrder.add(Objects.requireNonNull(recorded.get(claim.get())));
            } else {
                inOrder.add(new Recorded.AlreadyClaimed());
            }
        }
        entries.forEach(entry -> seen.add(entry.claim()));
        recorded.entrySet().stream()
                .filter(each -> !seen.contains(each.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> inOrder.add(each.getValue()));
        return inOrder;
    }
}
