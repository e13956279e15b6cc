package dev.sluice.processor.ledger;

import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.TokenUse;
import dev.sluice.processor.work.Unreadable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The book of every attempt: the authority on what has been done. Thread-safe. */
public interface Ledger {
    /**
     * Writes a batch in one transaction: for each attempt its claim, its effects, the audit row and the dead letter. An
     * attempt whose claim exists already writes nothing. When one event's own data is refused by the database, that
     * event's conclusion is replaced by what {@code failures} makes of it and the rest is written all the same.
     *
     * <p>When the method returns, the transaction has been committed.
     *
     * @param budget how long it may take in all
     * @return one entry per attempt, in the order given
     * @throws LedgerUnavailableException when the database could not be reached, did not answer in time, or nothing could be
     *     committed; nothing is known to have been written, and the same batch may be given again
     */
    List<Recorded> record(Batch batch, DataFailures failures, Duration budget) throws LedgerUnavailableException;

    /**
     * Claims signed tokens, each for the first body that comes with it. To be called before anything is done about the
     * events: a call to another system can't be taken back.
     *
     * @param inOrder of several bodies with one token the first has it, unless another came before
     * @param budget how long it may take in all
     * @return the uses that come too late, and what their units are to end as without being attempted
     * @throws LedgerUnavailableException when that can't be told now; it may be asked again
     */
    Map<TokenUse, Conclusion> claimTokens(List<TokenUse> inOrder, Duration budget) throws LedgerUnavailableException;

    /** Whether a write would succeed now. */
    boolean reachable();

    /** What one drain writes together. */
    record Batch(List<Attempted> attempts, List<SeenAgain> repeats, List<Unreadable> unreadable) {}

    /** Decides what becomes of an attempt whose data the database refused. */
    interface DataFailures {
        /**
         * The conclusion to record instead of the attempt's own.
         *
         * @param permanent whether the same data will be refused for ever
         */
        Conclusion conclude(Attempted attempt, Exception refusal, boolean permanent);
    }

    /** What became of one attempt. */
    sealed interface Recorded {
        /** It is the first with this claim; {@code conclusion} is what was recorded, to be acted upon. */
        record Written(Conclusion conclusion) implements Recorded {}

        /**
         * The same record had been attempted before a crash: {@code attempt} is what was recorded then, with its
         * time and only its {@link dev.sluice.handler.Effect.Publish} effects, to be acted upon again.
         */
        record WrittenBefore(Attempted attempt) implements Recorded {}

        /** Another record has this claim: a duplicate, to be dropped. */
        record Duplicate() implements Recorded {}
    }
}
