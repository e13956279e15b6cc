package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.dead;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.published;
import static dev.sluice.processor.ledger.Samples.retry;
import static dev.sluice.processor.ledger.Samples.routed;
import static dev.sluice.processor.ledger.Samples.waited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.Coordinates;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every ledger promises. */
abstract class LedgerContract {
    static final Ledger.DataFailures NONE_EXPECTED = (attempted, refusal, permanent) -> {
        throw new AssertionError("no data was to be refused", refusal);
    };

    abstract Ledger ledger();

    abstract Book book();

    List<Recorded> record(Attempt... attempts) throws LedgerUnavailableException {
        return ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);
    }

    @Test
    void attemptIsWrittenOnce() throws Exception {
        Attempt first = processed(delivery(event("evt_1"), "payments", 1));

        assertThat(record(first)).containsExactly(new Recorded.Written(first));

        assertThat(book().attempts(key("evt_1"))).containsExactly("/payments/1 processed");
        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        Book.Row row = book().event(key("evt_1")).orElseThrow();
        assertThat(row.status()).isEqualTo("processed");
        assertThat(row.attempts()).isEqualTo(1);
        assertThat(row.result()).contains("counted");
    }

    @Test
    void rerunAfterCrashWritesNothingAndRemembersTheOutcome() throws Exception {
        Attempt retried = retry(delivery(event("evt_retry"), "payments", 1));
        Attempt dead = dead(delivery(event("evt_dead"), "payments", 2));
        Attempt ignored = ended(delivery(event("evt_ignored"), "", 3), new AttemptOutcome.Ignored("no route"));
        record(retried, dead, ignored);

        List<Recorded> again = record(
                processed(delivery(event("evt_retry"), "payments", 1)),
                processed(delivery(event("evt_dead"), "payments", 2)),
                processed(delivery(event("evt_ignored"), "", 3)));

        assertThat(again)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("attempt.delivery.document")
                .containsExactly(
                        new Recorded.WrittenBefore(retried),
                        new Recorded.WrittenBefore(dead),
                        new Recorded.WrittenBefore(ignored));
        assertThat(book().effects(key("evt_retry"))).isZero();
        assertThat(book().event(key("evt_retry")).orElseThrow().attempts()).isEqualTo(1);
        assertThat(book().deadLetters(key("evt_dead"))).hasSize(1);
    }

    @Test
    void rerunAfterCrashPublishesAgainButWritesNoEffect() throws Exception {
        Effect publish = published("paid");
        Attempt first = ended(
                delivery(event("evt_1"), "payments", 1),
                new AttemptOutcome.Processed(List.of(Samples.counted(key("evt_1")), publish), "done"));
        record(first);

        Recorded again = record(first).get(0);

        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        Attempt remembered = ((Recorded.WrittenBefore) again).attempt();
        assertThat(remembered)
                .usingRecursiveComparison()
                .ignoringFields("delivery.document")
                .isEqualTo(ended(first.delivery(), new AttemptOutcome.Processed(List.of(publish), "done")));
    }

    @Test
    void rerunAfterCrashRemembersWhatRoutesHadThatAreGone() throws Exception {
        String[] before = {"payments", "mail", "stock", "audit"};
        Attempt retried = retry(routed(delivery(event("evt_1"), "payments", 1), before));
        Attempt dead = dead(routed(delivery(event("evt_1"), "mail", 1), before));
        Attempt published = ended(
                routed(delivery(event("evt_1"), "stock", 1), before),
                new AttemptOutcome.Processed(List.of(published("paid")), "done"));
        record(retried, dead, published, processed(routed(delivery(event("evt_1"), "audit", 1), before)));
        Attempt kept = processed(routed(delivery(event("evt_1"), "audit", 1), "added", "audit"));
        Attempt added = processed(routed(delivery(event("evt_1"), "added", 1), "added", "audit"));

        List<Recorded> again = record(kept, added);

        assertThat(again).hasSize(5);
        assertThat(again.get(0)).isInstanceOf(Recorded.WrittenBefore.class);
        assertThat(again.get(1)).isEqualTo(new Recorded.Written(added));
        assertThat(again.subList(2, 5))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields(
                        "attempt.delivery.document", "attempt.delivery.routes")
                .containsExactly(
                        new Recorded.WrittenBefore(dead),
                        new Recorded.WrittenBefore(retried),
                        new Recorded.WrittenBefore(published));
        assertThat(book().effects(key("evt_1"))).isEqualTo(2);
        assertThat(book().deadLetters(key("evt_1"))).hasSize(1);
    }

    @Test
    void rerunAfterCrashThatNoRouteTakesRemembersTheRetry() throws Exception {
        Attempt retried = retry(routed(delivery(event("evt_1"), "payments", 1), "payments"));
        record(retried);
        Attempt unrouted =
                ended(routed(delivery(event("evt_1"), "", 1), ""), new AttemptOutcome.Ignored("no route takes it"));

        assertThat(record(unrouted))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields(
                        "attempt.delivery.document", "attempt.delivery.routes")
                .containsExactly(new Recorded.Written(unrouted), new Recorded.WrittenBefore(retried));
        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("retrying");
    }

    @Test
    void routesThatWaitWereNotLeftBehind() throws Exception {
        String[] routes = {"mail", "payments"};
        record(retry(routed(delivery(event("evt_1"), "payments", 1), routes)));

        assertThat(record(processed(waited(routed(delivery(event("evt_1"), "mail", 1), routes)))))
                .hasExactlyElementsOfTypes(Recorded.Written.class);
    }

    @Test
    void whatAnotherRecordOrGenerationRecordedWasNotLeftBehind() throws Exception {
        record(retry(routed(delivery(event("evt_1"), "payments", 1), "payments")));
        record(retry(routed(delivery(event("evt_1"), "payments", "replay-1", 0, 2), "payments")));

        assertThat(record(processed(routed(delivery(event("evt_1"), "mail", 2), "mail"))))
                .hasExactlyElementsOfTypes(Recorded.Written.class);
    }

    @Test
    void anotherRecordOfTheSameEventIsADuplicate() throws Exception {
        record(processed(delivery(event("evt_1"), "payments", 1)));

        assertThat(record(processed(delivery(event("evt_1"), "payments", 2))))
                .containsExactly(new Recorded.AlreadyClaimed());

        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(book().event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(1);
    }

    @Test
    void duplicateWithinOneBatchIsAppliedOnce() throws Exception {
        Attempt first = processed(delivery(event("evt_1"), "payments", 1));

        assertThat(record(first, processed(delivery(event("evt_1"), "payments", 2))))
                .containsExactly(new Recorded.Written(first), new Recorded.AlreadyClaimed());

        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(book().event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(1);
    }

    @Test
    void copyOfAnEventWithTwoRoutesIsOneDuplicate() throws Exception {
        record(processed(delivery(event("evt_1"), "payments", 1)), processed(delivery(event("evt_1"), "audit", 1)));

        record(processed(delivery(event("evt_1"), "payments", 2)), processed(delivery(event("evt_1"), "audit", 2)));

        assertThat(book().event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(1);
    }

    @Test
    void retryThatComesTwiceIsNoCopyByTheProvider() throws Exception {
        record(retry(delivery(event("evt_1"), "payments", 1)));
        record(processed(delivery(event("evt_1"), "payments", "", 1, 2)));

        assertThat(record(processed(delivery(event("evt_1"), "payments", "", 1, 3))))
                .containsExactly(new Recorded.AlreadyClaimed());

        assertThat(book().event(key("evt_1")).orElseThrow().duplicates()).isZero();
    }

    @Test
    void sameIdFromAnotherEndpointIsAnotherEvent() throws Exception {
        EventKey other = new EventKey("till", "evt_1");
        record(processed(delivery(event("evt_1"), "payments", 1)));

        record(processed(delivery(event(other, new byte[0]), "payments", 2)));

        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(book().effects(other)).isEqualTo(1);
    }

    @Test
    void replayInAGenerationOfItsOwnIsAppliedAgain() throws Exception {
        record(processed(delivery(event("evt_1"), "payments", 1)));

        record(processed(delivery(event("evt_1"), "payments", "replay-1", 0, 9)));

        assertThat(book().effects(key("evt_1"))).isEqualTo(2);
        assertThat(book().attempts(key("evt_1")))
                .containsExactly("/payments/1 processed", "replay-1/payments/1 processed");
    }

    @Test
    void statusIsTheWorstOfTheRoutes() throws Exception {
        record(
                processed(delivery(event("evt_1"), "payments", 1)),
                retry(delivery(event("evt_1"), "audit", 1)),
                ended(delivery(event("evt_1"), "mail", 1), new AttemptOutcome.Ignored("no address")));
        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("retrying");

        record(processed(delivery(event("evt_1"), "audit", "", 1, 2)));
        Book.Row healed = book().event(key("evt_1")).orElseThrow();
        assertThat(healed.status()).isEqualTo("processed");
        assertThat(healed.attempts()).isEqualTo(4);
        assertThat(healed.lastError()).contains("retryable: try later");

        record(dead(delivery(event("evt_1"), "stock", 1)));
        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("dead");
    }

    @Test
    void deadAttemptBecomesADeadLetter() throws Exception {
        record(dead(delivery(event("evt_1"), "payments", 1)));

        assertThat(book().deadLetters(key("evt_1"))).containsExactly("permanent");
    }

    @Test
    void unreadableRecordBecomesOneDeadLetter() throws Exception {
        Coordinates source = new Coordinates("webhooks.events", 3, 42);
        UndecodableRecord record =
                new UndecodableRecord(source, new byte[] {0, 1}, "{\"a\":\"b\"}", "header ce_id is missing", RECEIVED);

        assertThat(ledger().record(batch(record), NONE_EXPECTED, BUDGET)).containsExactly(new Recorded.NoAttempt());
        ledger().record(batch(record), NONE_EXPECTED, BUDGET);

        assertThat(book().deadLetters(new EventKey("", "webhooks.events-3-42"))).hasSize(1);
    }

    /** As an item of a batch does that could not be taken. */
    @Test
    void unreadableRecordThatNamesItsEndpointIsADeadLetterOfThat() throws Exception {
        String headers = "{\"ce_endpoint\":\"mail\",\"ce_provider\":\"sendgrid\"}";
        UndecodableRecord record = new UndecodableRecord(
                new Coordinates("webhooks.events", 3, 42), new byte[] {0, 1}, headers, "there is no type", RECEIVED);

        ledger().record(batch(record), NONE_EXPECTED, BUDGET);
        ledger().record(batch(record), NONE_EXPECTED, BUDGET);

        assertThat(book().deadLetters(new EventKey("mail", "webhooks.events-3-42")))
                .hasSize(1);
    }

    @Test
    void repeatIsCountedAndNeverLowersTheCount() throws Exception {
        record(processed(delivery(event("evt_1"), "payments", 1)));

        for (long copies : new long[] {1, 3, 2}) {
            Duplicate repeat = new Duplicate(key("evt_1"), RECEIVED, copies, Optional.empty());
            ledger().record(batch(repeat), NONE_EXPECTED, BUDGET);
        }

        assertThat(book().event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(3);
    }

    @Test
    void repeatOfAnUnknownEventLeavesNoRow() throws Exception {
        Duplicate repeat = new Duplicate(key("evt_1"), RECEIVED, 1, Optional.empty());

        ledger().record(batch(repeat), NONE_EXPECTED, BUDGET);

        assertThat(book().event(key("evt_1"))).isEmpty();
    }

    @Test
    void eventThatAwaitsItsFirstAttemptIsProcessing() throws Exception {
        Delivery delivery = routed(delivery(event("evt_1"), "mail", 1), "mail");

        assertThat(ledger().record(batch(new PendingEvent(delivery)), NONE_EXPECTED, BUDGET))
                .containsExactly(new Recorded.NoAttempt());

        assertThat(book().event(key("evt_1")))
                .contains(new Book.Row("processing", 0, 0, Optional.empty(), Optional.empty()));
        assertThat(record(processed(waited(delivery)))).hasExactlyElementsOfTypes(Recorded.Written.class);
        Book.Row row = book().event(key("evt_1")).orElseThrow();
        assertThat(row.status()).isEqualTo("processed");
        assertThat(row.attempts()).isEqualTo(1);
    }

    @Test
    void eventThatIsKnownAwaitsNothing() throws Exception {
        Delivery delivery = routed(delivery(event("evt_1"), "mail", 1), "mail");
        record(processed(delivery));

        ledger().record(batch(new PendingEvent(delivery), new PendingEvent(delivery)), NONE_EXPECTED, BUDGET);

        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("processed");
    }

    @Test
    void eventMayAwaitAndBeAttemptedInOneBatch() throws Exception {
        Delivery delivery = routed(delivery(event("evt_1"), "mail", 1), "mail", "payments");

        ledger().record(
                        batch(new PendingEvent(delivery), new PendingEvent(delivery), processed(delivery)),
                        NONE_EXPECTED,
                        BUDGET);

        Book.Row row = book().event(key("evt_1")).orElseThrow();
        assertThat(row.status()).isEqualTo("processing");
        assertThat(row.attempts()).isEqualTo(1);
    }

    @Test
    void eventThatAwaitedBeforeACrashMayBeAttemptedAtOnceAfterIt() throws Exception {
        Delivery delivery = routed(delivery(event("evt_1"), "mail", 1), "mail");
        ledger().record(batch(new PendingEvent(delivery)), NONE_EXPECTED, BUDGET);

        assertThat(record(processed(delivery))).hasExactlyElementsOfTypes(Recorded.Written.class);

        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("processed");
        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
    }

    @Test
    void repeatOfAnEventThatAwaitsIsCounted() throws Exception {
        ledger().record(batch(new PendingEvent(delivery(event("evt_1"), "mail", 1))), NONE_EXPECTED, BUDGET);

        ledger().record(batch(new Duplicate(key("evt_1"), RECEIVED, 2, Optional.empty())), NONE_EXPECTED, BUDGET);

        assertThat(book().event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(2);
    }

    @Test
    void statusIsProcessingWhileARouteHasNotBeenAttempted() throws Exception {
        String[] routes = {"mail", "payments", "stock"};
        record(processed(routed(delivery(event("evt_1"), "payments", 1), routes)));
        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("processing");

        record(retry(waited(routed(delivery(event("evt_1"), "mail", 1), routes))));
        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("retrying");

        record(processed(routed(delivery(event("evt_1"), "mail", "", 1, 2), routes)));
        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("processing");

        record(ended(
                waited(routed(delivery(event("evt_1"), "stock", 1), routes)), new AttemptOutcome.Ignored("none left")));
        assertThat(book().event(key("evt_1")).orElseThrow().status()).isEqualTo("processed");
    }

    @Test
    void unitThatWasAttemptedBeforeIsNotCalledAgain() throws Exception {
        Delivery delivery = delivery(event("evt_1"), "mail", 1);
        Delivery copy = delivery(event("evt_1"), "mail", 2);
        Delivery other = delivery(event("evt_2"), "mail", 3);
        Attempt before = retry(delivery);
        record(before);

        assertThat(ledger().beforeCalling(List.of(delivery, other, copy), BUDGET))
                .containsExactly(Optional.of(before.outcome()), Optional.empty(), Optional.of(before.outcome()));
    }

    @Test
    void entriesAreAnsweredInTheirOrder() throws Exception {
        Attempt first = processed(delivery(event("evt_1"), "payments", 1));
        Attempt last = retry(delivery(event("evt_2"), "payments", 2));

        assertThat(ledger().record(
                                batch(
                                        new PendingEvent(delivery(event("evt_3"), "mail", 3)),
                                        first,
                                        new Duplicate(key("evt_1"), RECEIVED, 1, Optional.empty()),
                                        first,
                                        last),
                                NONE_EXPECTED,
                                BUDGET))
                .containsExactly(
                        new Recorded.NoAttempt(),
                        new Recorded.Written(first),
                        new Recorded.NoAttempt(),
                        new Recorded.AlreadyClaimed(),
                        new Recorded.Written(last));
        assertThat(book().event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(1);
    }
}
