package dev.sluice.processor.ledger;

import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import dev.sluice.handler.Effect;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Awaiting;
import dev.sluice.processor.work.BatchEntry;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.TokenUse;
import dev.sluice.processor.work.Unit;
import dev.sluice.processor.work.Unreadable;
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

/** A ledger without a database, for tests of what stands on one. It can be sent away, and told whose data to refuse. */
public final class InMemoryLedger implements Ledger, Book {
    private final Map<Claim, Attempted> claims = new LinkedHashMap<>();
    private final Map<Coordinates, Unreadable> unreadable = new LinkedHashMap<>();
    /** Of each event that has a row. */
    private final Map<EventKey, List<String>> routes = new HashMap<>();

    private final Map<EventKey, Long> duplicates = new HashMap<>();
    private final Map<Token, TokenUse> tokens = new HashMap<>();
    private final Set<String> refusedForNow = new HashSet<>();
    private final Set<String> refusedForEver = new HashSet<>();
    private boolean away;
    private boolean losesAnswer;

    @Override
    public synchronized List<Recorded> record(List<BatchEntry> batch, DataFailures failures, Duration budget)
            throws LedgerUnavailableException {
        requireHere();
        List<Recorded> recorded = new ArrayList<>();
        Set<Copy> copies = new HashSet<>();
        Set<Claim> inBatch = new HashSet<>();
        for (BatchEntry entry : batch) {
            recorded.add(
                    switch (entry) {
                        case Attempted attempted -> {
                            Recorded each = record(judged(attempted), failures, copies);
                            boolean first = inBatch.add(Claim.of(attempted.unit()));
                            yield first ? each : new Recorded.Duplicate();
                        }
                        case Awaiting event -> {
                            TokenUse.of(event.unit()).ifPresent(this::claim);
                            routes.putIfAbsent(
                                    event.unit().event().key(), event.unit().routes());
                            yield new Recorded.Noted();
                        }
                        case SeenAgain again -> {
                            TokenUse.of(again).ifPresent(this::claim);
                            yield new Recorded.Noted();
                        }
                        case Unreadable record -> {
                            unreadable.putIfAbsent(record.source(), record);
                            yield new Recorded.Noted();
                        }
                    });
        }
        copies.forEach(copy -> duplicates.merge(copy.event(), 1L, Long::sum));
        for (BatchEntry entry : batch) {
            if (entry instanceof SeenAgain again) {
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
    public synchronized List<Optional<Conclusion>> beforeCalling(List<Unit> units, Duration budget)
            throws LedgerUnavailableException {
        requireHere();
        List<Optional<Conclusion>> answers = new ArrayList<>();
        for (Unit unit : units) {
            Optional<Conclusion> late = TokenUse.of(unit).flatMap(this::claim);
            Attempted before = claims.get(Claim.of(unit));
            answers.add(
                    before == null ? late : Optional.of(remembered(unit, before).conclusion()));
        }
        return answers;
    }

    private Attempted judged(Attempted attempted) {
        return TokenUse.of(attempted.unit())
                .flatMap(this::claim)
                .map(dead -> Samples.concluded(attempted, dead))
                .orElse(attempted);
    }

    /** What a unit dies of whose token came before with another body. */
    private Optional<Conclusion> claim(TokenUse use) {
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

    private record Copy(EventKey event, Coordinates source) {}

    private record Token(String endpoint, String text) {}

    private Recorded record(Attempted attempted, DataFailures failures, Set<Copy> copies) {
        Claim claim = Claim.of(attempted.unit());
        Attempted before = claims.get(claim);
        if (before == null) {
            Conclusion conclusion = conclusion(attempted, failures);
            Attempted written = Samples.concluded(attempted, conclusion);
            claims.put(claim, written);
            routes.putIfAbsent(claim.event(), attempted.unit().routes());
            return new Recorded.Written(written);
        }
        if (before.unit().source().equals(attempted.unit().source())) {
            return new Recorded.WrittenBefore(remembered(attempted.unit(), before));
        }
        if (claim.byProvider()) {
            copies.add(new Copy(claim.event(), attempted.unit().source()));
        }
        return new Recorded.Duplicate();
    }

    private Conclusion conclusion(Attempted attempted, DataFailures failures) {
        String id = attempted.unit().event().key().id();
        boolean hasEffects = attempted.conclusion() instanceof Conclusion.Processed processed
                && !processed.effects().isEmpty();
        if (hasEffects && refusedForEver.contains(id)) {
            return failures.conclude(attempted, new SQLException("value out of range", "22003"), true);
        }
        if (hasEffects && refusedForNow.contains(id)) {
            return failures.conclude(attempted, new SQLException("no such parent", "23503"), false);
        }
        return attempted.conclusion();
    }

    private static Attempted remembered(Unit unit, Attempted before) {
        Conclusion conclusion = before.conclusion() instanceof Conclusion.Processed processed
                ? new Conclusion.Processed(
                        processed.effects().stream()
                                .filter(Effect.Publish.class::isInstance)
                                .toList(),
                        processed.result())
                : before.conclusion();
        return new Attempted(unit, conclusion, before.at(), before.took());
    }

    private void count(SeenAgain repeat) {
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

    /** Accepts the effects of an event again. */
    public synchronized void accept(String eventId) {
        refusedForEver.remove(eventId);
        refusedForNow.remove(eventId);
    }

    /** Everything written, in order, with the conclusion that was recorded. */
    public synchronized List<Attempted> attempts() {
        return List.copyOf(claims.values());
    }

    /** Every effect of what was processed, in order. */
    public synchronized List<Effect> effects() {
        return claims.values().stream()
                .map(Attempted::conclusion)
                .filter(Conclusion.Processed.class::isInstance)
                .flatMap(conclusion -> ((Conclusion.Processed) conclusion).effects().stream())
                .toList();
    }

    /** Unreadable records written. */
    public synchronized List<Unreadable> unreadable() {
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
                .map(attempted -> attempted.unit().generation() + "/"
                        + attempted.unit().route() + "/" + attempted.unit().attempt() + " "
                        + Outcomes.word(attempted.conclusion()))
                .sorted()
                .toList();
    }

    @Override
    public synchronized List<String> deadLetters(EventKey key) {
        if (key.endpoint().isEmpty()) {
            return unreadable.keySet().stream()
                    .filter(source -> source.toString().equals(key.id()))
                    .map(source -> Outcomes.UNREADABLE)
                    .toList();
        }
        return of(key).stream()
                .map(Attempted::conclusion)
                .filter(Conclusion.Dead.class::isInstance)
                .map(conclusion -> ((Conclusion.Dead) conclusion).cause())
                .toList();
    }

    @Override
    public synchronized long effects(EventKey key) {
        return effects().stream()
                .filter(effect ->
                        effect instanceof Effect.Sql sql && sql.parameters().equals(List.of(key.endpoint(), key.id())))
                .count();
    }

    private List<Attempted> of(EventKey key) {
        return claims.values().stream()
                .filter(attempted -> attempted.unit().event().key().equals(key))
                .toList();
    }
}
