package dev.sluice.processor.ledger;

import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The book of every attempt: the authority on what has been done. Thread-safe. */
public interface Ledger {
    /**
     * Writes a batch in one transaction: for each attempt its claim, its effects, the audit row and the dead letter; for the
     * others their row or count. An attempt whose claim exists already writes nothing. When one event's own data is refused by
     * the database, that event's outcome is replaced by what {@code failures} makes of it and the rest is written all the
     * same. Where what effects write to takes nothing at all, that is no event's fault, and those attempts are postponed. Signed tokens are judged here too: of several bodies with one token, the first in the order given has it, unless
     * another came before, and the attempts at the others are recorded as dead without their effects. So are
     * idempotency keys: an attempt whose key another event has in the same route is recorded as ignored, without its effects, unless that other has died.
     *
     * <p>When the method returns, the transaction has been committed.
     *
     * @param batch in the order of arrival, in which effects are applied
     * @param budget how long it may take in all
     * @return one for each entry, in the order given; then a {@link Recorded.WrittenBefore} for each attempt that was recorded before a
     *     crash at the same record, and whose route no longer takes the event: routes may have changed since
     * @throws LedgerUnavailableException when the database could not be reached, did not answer in time, or nothing could be
     *     committed; nothing is known to have been written, and the same entries may be given again
     */
    List<Recorded> record(List<BatchEntry> batch, DataFailures failures, Duration budget)
            throws LedgerUnavailableException;

    /**
     * Asks whether deliveries may be attempted whose handlers call other systems, since a call can't be taken back: claims their
     * signed tokens, each for the first body that comes with it, and their idempotency keys; and looks for claims that exist already.
     *
     * @param deliveries in the order of arrival
     * @param budget how long it may take in all
     * @return one for each delivery: empty when its handler may be called, else how the delivery ends or ended without a call. Given
     *     to {@link #record} as an attempt's outcome, that one is recorded, or the recorded one found
     * @throws LedgerUnavailableException when that can't be told now; it may be asked again
     */
    List<Optional<AttemptOutcome>> beforeCalling(List<Delivery> deliveries, Duration budget)
            throws LedgerUnavailableException;

    /** Whether a write would succeed now. */
    boolean reachable();

    /** Decides what becomes of an attempt whose data the database refused. */
    interface DataFailures {
        /**
         * The outcome to record instead of the attempt's own.
         *
         * @param permanent whether the same data will be refused for ever
         */
        AttemptOutcome outcomeOf(Attempt attempt, Exception refusal, boolean permanent);
    }

    /** What became of one entry. */
    sealed interface Recorded {
        /** It is the first with this claim; {@code attempt} is what was recorded, to be acted upon. */
        record Written(Attempt attempt) implements Recorded {}

        /**
         * The same record had been attempted before a crash: {@code attempt} is what was recorded then, with its
         * time and only its {@link dev.sluice.handler.Effect.Publish} effects, to be acted upon again.
         */
        record WrittenBefore(Attempt attempt) implements Recorded {}

        /** Another record has this claim: a duplicate, to be dropped. */
        record AlreadyClaimed() implements Recorded {}

        /**
         * What its effects write to takes nothing now, whatever they are: a table is locked, missing or not to be written to. Nothing
         * was recorded, and the same attempt is to be made later.
         *
         * @param why as the database says
         * @param wholeRoute whether the same is to be expected of the route's other deliveries
         */
        record Postponed(String why, boolean wholeRoute) implements Recorded {}

        /** It was no attempt, and has been written or counted. */
        record NoAttempt() implements Recorded {}
    }
}
