package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.KeyUse;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.TokenUse;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.record.Coordinates;
import dev.sluice.record.FailureCause;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ledger without a database, for tests of what stands on one. It can be sent away, and told whose data to refuse. */
public final class InMemoryLedger implements Ledger, Book {
    private static final String DEAD = " dead";

    private final Map<Claim, Attempt> claims = new LinkedHashMap<>();
    private final Map<Coordinates, UndecodableRecord> unreadable = new LinkedHashMap<>();
    /** Of each event that has a row. */
    private final Map<EventKey, List<String>> routes = new HashMap<>();

    private final Map<EventKey, Long> duplicates = new HashMap<>();
    private final Map<Token, TokenUse> tokens = new HashMap<>();
    /** Of each key the event that has it. */
    private final Map<Key, Holder> keys = new HashMap<>();

    private final Set<String> killing = new HashSet<>();
    private final Set<String> refusedForNow = new HashSet<>();
    private final Set<String> refusedForEver = new HashSet<>();
    private boolean away;
    private final Set<String> routesAway = new HashSet<>();
    private int postponements;
    private boolean losesAnswer;

    /** Threads die that write an attempt at one of these, unless it gives the delivery up. */
    public void killBy(String... eventIds) {
        killing.clear();
        killing.addAll(List.of(eventIds));
    }

    /** Threads die that write whatever attempt at one of these. */
    public void killAlwaysBy(String... eventIds) {
        killBy(eventIds);
        killing.addAll(Stream.of(eventIds).map(id -> id + DEAD).toList());
    }

    private boolean kills(Attempt attempt) {
        String id = attempt.delivery().event().key().id();
        return killing.contains(attempt.outcome() instanceof AttemptOutcome.Dead ? id + DEAD : id);
    }

    @Override
    public synchronized List<Recorded> record(List<BatchEntry> batch, DataFailures failures, Duration budget)
            throws LedgerUnavailableException {
        requireHere();
        for (BatchEntry entry : batch) {
            if (entry instanceof Attempt attempt && kills(attempt)) {
                throw new IllegalStateException("a bug, as the test wants it");
            }
        }
        List<Recorded> recorded = new ArrayList<>();
        Set<CountedCopy> copies = new HashSet<>();
        Set<Claim> inBatch = new HashSet<>();
        for (BatchEntry entry : batch) {
            recorded.add(
                    switch (entry) {
                        case Attempt attempted -> {
                            Recorded each = record(judged(attempted), failures, copies);
                            boolean first = inBatch.add(Claim.of(attempted.delivery()));
                            yield first ? each : new Recorded.AlreadyClaimed();
                        }
                        case PendingEvent event -> {
                            TokenUse.of(event.delivery()).ifPresent(this::claim);
                            routes.putIfAbsent(
                                    event.delivery().event().key(),
                                    event.delivery().routes());
                            yield new Recorded.NoAttempt();
                        }
                        case Duplicate again -> {
                            TokenUse.of(again).ifPresent(this::claim);
                            yield new Recorded.NoAttempt();
                        }
                        case UndecodableRecord record -> {
                            unreadable.putIfAbsent(record.source(), record);
                            yield new Recorded.NoAttempt();
                        }
                    });
        }
        recorded.addAll(leftBehind(batch, inBatch));
        copies.forEach(copy -> duplicates.merge(copy.event(), 1L, Long::sum));
        for (BatchEntry entry : batch) {
            if (entry instanceof Duplicate again) {
                count(again);
            }
        }
        if (losesAnswer) {
            losesAnswer = false;
            throw new LedgerUnavailableException("the answer to commit was lost", new SQLException("lost", "08006"));
        }
        return recorded;
    }

    @Override
    public synchronized List<Optional<AttemptOutcome>> beforeCalling(List<Delivery> deliveries, Duration budget)
            throws LedgerUnavailableException {
        requireHere();
        List<Optional<AttemptOutcome>> answers = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Optional<AttemptOutcome> late = TokenUse.of(delivery).flatMap(this::claim);
            Attempt before = claims.get(Claim.of(delivery));
            late = late.or(() -> KeyUse.of(delivery).flatMap(this::repeated));
            if (before == null && late.isEmpty()) {
                KeyUse.of(delivery).ifPresent(use -> keys.put(Key.of(use), Holder.of(use, null)));
            }
            answers.add(
                    before == null
                            ? late
                            : Optional.of(remembered(delivery, before).outcome()));
        }
        return answers;
    }

    private Attempt judged(Attempt attempted) {
        return TokenUse.of(attempted.delivery())
                .flatMap(this::claim)
                .or(() -> attempted.outcome() instanceof AttemptOutcome.Dead
                        ? Optional.empty()
                        : KeyUse.of(attempted.delivery()).flatMap(this::repeated))
                .map(instead -> Samples.withOutcome(attempted, instead))
                .orElse(attempted);
    }

    /** How a delivery ends whose idempotency key another event has. */
    private Optional<AttemptOutcome> repeated(KeyUse use) {
        return Optional.ofNullable(keys.get(Key.of(use)))
                .filter(holder -> !holder.event().equals(use.event()))
                .map(holder -> IdempotencyKeyTable.repeated(holder.event().id(), holder.result()));
    }

    private void settle(KeyUse use, AttemptOutcome outcome) {
        Holder holder = keys.getOrDefault(Key.of(use), Holder.of(use, null));
        if (IdempotencyKeyTable.isRepeat(outcome) || !holder.event().equals(use.event())) {
            return;
        }
        switch (outcome) {
            case AttemptOutcome.Processed processed -> keys.put(Key.of(use), Holder.of(use, processed.result()));
            case AttemptOutcome.Ignored ignored -> keys.put(Key.of(use), Holder.of(use, ignored.reason()));
            // What the event has come to before stays.
            case AttemptOutcome.Retry retry -> keys.put(Key.of(use), holder);
            case AttemptOutcome.Dead dead -> {
                if (holder.result() == null) {
                    keys.remove(Key.of(use));
                }
            }
        }
    }

    /** What a delivery dies of whose token came before with another body. */
    private Optional<AttemptOutcome> claim(TokenUse use) {
        TokenUse first = tokens.computeIfAbsent(new Token(use.event().endpoint(), use.token()), unused -> use);
        return first.sha256().equals(use.sha256())
                ? Optional.empty()
                : Optional.of(SignedTokenTable.reused(first.event().id()));
    }

    private void requireHere() throws LedgerUnavailableException {
        if (away) {
            throw new LedgerUnavailableException("the test sent it away", new SQLException("gone", "08006"));
        }
    }

    private record CountedCopy(EventKey event, Coordinates source) {}

    private record Token(String endpoint, String text) {}

    private record Key(String endpoint, String type, String object, String route, String text) {
        static Key of(KeyUse use) {
            return new Key(use.event().endpoint(), use.type(), use.object(), use.route(), use.key());
        }
    }

    private record Holder(EventKey event, @Nullable String result) {
        static Holder of(KeyUse use, @Nullable String result) {
            return new Holder(use.event(), result);
        }
    }

    private Recorded record(Attempt attempted, DataFailures failures, Set<CountedCopy> copies) {
        Claim claim = Claim.of(attempted.delivery());
        Attempt before = claims.get(claim);
        if (before == null && routesAway.contains(claim.route())) {
            postponements++;
            routes.putIfAbsent(claim.event(), attempted.delivery().routes());
            return new Recorded.Postponed("the test took the table away", true);
        }
        if (before == null) {
            AttemptOutcome outcome = outcome(attempted, failures);
            Attempt written = Samples.withOutcome(attempted, outcome);
            claims.put(claim, written);
            KeyUse.of(attempted.delivery()).ifPresent(use -> settle(use, outcome));
            routes.putIfAbsent(claim.event(), attempted.delivery().routes());
            return new Recorded.Written(written);
        }
        if (before.delivery().source().equals(attempted.delivery().source())) {
            return new Recorded.WrittenBefore(remembered(attempted.delivery(), before));
        }
        if (claim.sentByProvider()) {
            copies.add(new CountedCopy(claim.event(), attempted.delivery().source()));
        }
        return new Recorded.AlreadyClaimed();
    }

    private List<Recorded> leftBehind(List<BatchEntry> batch, Set<Claim> inBatch) {
        Map<Claim, Recorded> left = new TreeMap<>();
        for (BatchEntry entry : batch) {
            if (entry instanceof Attempt(Delivery delivery, var outcome, var at, var took)
                    && claims.containsKey(Claim.of(delivery))
                    && delivery.ofFirstRoute()) {
                claims.forEach((claim, before) -> {
                    if (claim.event().equals(delivery.event().key())
                            && claim.generation().equals(delivery.generation())
                            && claim.attempt() == delivery.attempt()
                            && before.delivery().source().equals(delivery.source())
                            && !delivery.routes().contains(claim.route())
                            && !inBatch.contains(claim)) {
                        left.put(
                                claim, new Recorded.WrittenBefore(remembered(delivery.ofRoute(claim.route()), before)));
                    }
                });
            }
        }
        return List.copyOf(left.values());
    }

    private AttemptOutcome outcome(Attempt attempted, DataFailures failures) {
        String id = attempted.delivery().event().key().id();
        boolean hasEffects = attempted.outcome() instanceof AttemptOutcome.Processed processed
                && !processed.effects().isEmpty();
        if (hasEffects && refusedForEver.contains(id)) {
            return failures.outcomeOf(attempted, new SQLException("value out of range", "22003"), true);
        }
        if (hasEffects && refusedForNow.contains(id)) {
            return failures.outcomeOf(attempted, new SQLException("no such parent", "23503"), false);
        }
        return attempted.outcome();
    }

    private static Attempt remembered(Delivery delivery, Attempt before) {
        AttemptOutcome outcome = before.outcome() instanceof AttemptOutcome.Processed processed
                ? new AttemptOutcome.Processed(
                        processed.effects().stream()
                                .filter(Effect.Publish.class::isInstance)
                                .toList(),
                        processed.result())
                : before.outcome();
        return new Attempt(delivery, outcome, before.at(), before.took());
    }

    private void count(Duplicate repeat) {
        if (routes.containsKey(repeat.key())) {
            duplicates.merge(repeat.key(), repeat.duplicates(), Math::max);
        }
    }

    @Override
    public synchronized boolean reachable() {
        return !away;
    }

    /** From now on it is unavailable, until {@link #comeBack}. */
    public synchronized void goAway() {
        away = true;
    }

    /** It is available again. */
    public synchronized void comeBack() {
        away = false;
    }

    /** The next batch is written, and then reported as if it were not. */
    public synchronized void loseNextAnswer() {
        losesAnswer = true;
    }

    /** Refuses the effects of an event; {@code permanent} is what it says of the refusal. */
    public synchronized void refuse(String eventId, boolean permanent) {
        (permanent ? refusedForEver : refusedForNow).add(eventId);
    }

    /** From now on the table that a route's effects write to is away, or there again. */
    public synchronized void tableOf(String route, boolean away) {
        if (away) {
            routesAway.add(route);
        } else {
            routesAway.remove(route);
        }
    }

    /** How many attempts have been postponed. */
    public synchronized int postponements() {
        return postponements;
    }

    /** Accepts the effects of an event again. */
    public synchronized void accept(String eventId) {
        refusedForEver.remove(eventId);
        refusedForNow.remove(eventId);
    }

    /** Everything written, in order, with the outcome that was recorded. */
    public synchronized List<Attempt> attempts() {
        return List.copyOf(claims.values());
    }

    /** Every effect of what was processed, in order. */
    public synchronized List<Effect> effects() {
        return claims.values().stream()
                .map(Attempt::outcome)
                .filter(AttemptOutcome.Processed.class::isInstance)
                .flatMap(outcome -> ((AttemptOutcome.Processed) outcome).effects().stream())
                .toList();
    }

    /** Undecodable records written. */
    public synchronized List<UndecodableRecord> unreadable() {
        return List.copyOf(unreadable.values());
    }

    @Override
    public synchronized Optional<Row> event(EventKey key) {
        if (!routes.containsKey(key)) {
            return Optional.empty();
        }
        EventSummary summary = EventSummary.of(of(key), routes.getOrDefault(key, List.of()));
        return Optional.of(new Row(
                summary.status().word(),
                summary.attempts(),
                duplicates.getOrDefault(key, 0L),
                Optional.ofNullable(summary.result()),
                Optional.ofNullable(summary.lastError())));
    }

    @Override
    public synchronized List<String> attempts(EventKey key) {
        return of(key).stream()
                .map(attempted -> attempted.delivery().generation() + "/"
                        + attempted.delivery().route() + "/"
                        + attempted.delivery().attempt() + " "
                        + OutcomeWords.word(attempted.outcome()))
                .sorted()
                .toList();
    }

    @Override
    public synchronized List<String> deadLetters(EventKey key) {
        if (unreadable.values().stream()
                .map(record -> AttemptEntry.of(record).event().key())
                .anyMatch(key::equals)) {
            return List.of(FailureCause.UNREADABLE.word());
        }
        return of(key).stream()
                .map(Attempt::outcome)
                .filter(AttemptOutcome.Dead.class::isInstance)
                .map(outcome -> ((AttemptOutcome.Dead) outcome).cause().word())
                .toList();
    }

    @Override
    public synchronized long effects(EventKey key) {
        return effects().stream()
                .filter(effect ->
                        effect instanceof Effect.Sql sql && sql.parameters().equals(List.of(key.endpoint(), key.id())))
                .count();
    }

    private List<Attempt> of(EventKey key) {
        return claims.values().stream()
                .filter(attempted -> attempted.delivery().event().key().equals(key))
                .toList();
    }
}
