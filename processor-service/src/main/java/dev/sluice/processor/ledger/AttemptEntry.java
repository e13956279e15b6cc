package dev.sluice.processor.ledger;

import dev.sluice.body.DocumentPlace;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.EventRecords;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One attempt on its way into the tables.
 *
 * @param attempted as it was given
 * @param claim its key as stored
 * @param receivedAt receipt of the event's first copy, as far as is known
 * @param audited whether it has an audit row: an unreadable record is no event
 * @param bodyOnly whether to leave out everything that a database could refuse: what is written is the body and fixed words
 */
record AttemptEntry(Attempt attempted, Claim claim, Instant receivedAt, boolean audited, boolean bodyOnly) {
    static AttemptEntry of(Attempt attempted) {
        return of(attempted, true);
    }

    private static AttemptEntry of(Attempt attempted, boolean audited) {
        Claim stored = claim(attempted.delivery());
        return new AttemptEntry(
                attempted, stored, PgTime.of(attempted.delivery().event().receivedAt()), audited, false);
    }

    /**
     * Represents an undecodable record as a dead attempt at an event whose id is the record's coordinates. Its endpoint is
     * the one that the record names, as an item of a batch does that could not be taken; empty where it names none.
     */
    static AttemptEntry of(UndecodableRecord unreadable) {
        WebhookEvent event = new WebhookEvent(
                new EventKey(
                        unreadable.header(EventRecords.ENDPOINT),
                        unreadable.source().toString()),
                unreadable.header(EventRecords.PROVIDER),
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                unreadable.at(),
                "application/octet-stream",
                DocumentPlace.NONE,
                Tracing.NONE,
                new OriginalRequest("", unreadable.headersJson()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                unreadable.value(),
                List.of());
        Delivery delivery = new Delivery(
                event,
                event.document(),
                "",
                "",
                "",
                0,
                List.<AttemptNote>of(),
                unreadable.source(),
                unreadable.source(),
                List.of(),
                true);
        AttemptOutcome dead =
                new AttemptOutcome.Dead(FailureCause.UNREADABLE, new Redelivery.Failure("", unreadable.reason(), ""));
        return of(new Attempt(delivery, dead, unreadable.at(), Duration.ZERO), false);
    }

    /** The claim that an attempt at {@code delivery} makes, as stored. */
    static Claim claim(Delivery delivery) {
        return new Claim(
                key(delivery.event().key()),
                PgText.key(delivery.generation()),
                PgText.key(delivery.route()),
                delivery.attempt());
    }

    /** An event's key as stored. */
    static EventKey key(EventKey key) {
        return new EventKey(PgText.key(key.endpoint()), PgText.id(key.id()));
    }

    Delivery delivery() {
        return attempted.delivery();
    }

    WebhookEvent event() {
        return attempted.delivery().event();
    }

    EventRow row() {
        return new EventRow(claim.event(), receivedAt);
    }

    AttemptEntry withOutcome(AttemptOutcome outcome) {
        Attempt anew = new Attempt(attempted.delivery(), outcome, attempted.at(), attempted.took());
        return new AttemptEntry(anew, claim, receivedAt, audited, bodyOnly);
    }

    AttemptEntry firstReceivedAt(Instant at) {
        return new AttemptEntry(attempted, claim, at, audited, bodyOnly);
    }

    AttemptEntry withBodyOnly() {
        return new AttemptEntry(attempted, claim, receivedAt, audited, true);
    }

    /** Whether it has effects outside of the ledger's own tables. */
    boolean writesBesides() {
        return attempted.outcome() instanceof AttemptOutcome.Processed processed
                && processed.effects().stream().anyMatch(effect -> !(effect instanceof Effect.Publish));
    }
}
