package dev.sluice.processor.ledger;

import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import dev.sluice.handler.Effect;
import dev.sluice.processor.work.Attempted;
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
    private final Map<EventKey, Long> duplicates = new HashMap<>();
    private final Map<Token, TokenUse> tokens = new HashMap<>();
    private final Set<String> refusedForNow = new HashSet<>();
    private final Set<String> refusedForEver = new HashSet<>();
    private boolean away;
    private boolean losesAnswer;

    @Override
    public synchronized List<Recorded> record(Batch batch, DataFailures failures, Duration budget)
            throws LedgerUnavailableException {
        requireHere();
        List<Recorded> recorded = new ArrayList<>();
        Set<Copy> copies = new HashSet<>();
        for (Attempted attempted : batch.attempts()) {
            recorded.add(record(attempted, failures, copies));
        }
        copies.forEach(copy -> duplicates.merge(copy.event(), 1L, Long::sum));
        batch.unreadable().forEach(record -> unreadable.putIfAbsent(record.source(), record));
        batch.repeats().forEach(this::count);
        if (losesAnswer) {
            losesAnswer = false;
            throw new LedgerUnavailableException("the answer to commit was lost", new SQLException("lost", "08006"));
        }
        return recorded;
    }

    @Override
    public synchronized Map<TokenUse, Conclusion> claimTokens(List<TokenUse> inOrder, Duration budget)
            throws LedgerUnavailableException {
        requireHere();
        Map<TokenUse, Conclusion> late = new HashMap<>();
        for (TokenUse use : inOrder) {
            TokenUse first = tokens.computeIfAbsent(new Token(use.event().endpoint(), use.token()), unused -> use);
            if (!first.sha256().equals(use.sha256())) {
                late.put(use, SignedTokens.reused(first.event().id()));
            }
        }
        return late;
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
            claims.put(claim, new Attempted(attempted.unit(), conclusion, attempted.at(), attempted.took()));
            return new Recorded.Written(conclusion);
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
        if (claims.keySet().stream().anyMatch(claim -> claim.event().equals(repeat.key()))) {
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
        List<Attempted> attempts = of(key);
        if (attempts.isEmpty()) {
            return Optional.empty();
        }
        EventSummary summary = EventSummary.of(attempts);
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
