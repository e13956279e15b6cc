package dev.sluice.processor.ledger;

import dev.sluice.body.DocumentPlace;
import dev.sluice.event.AttemptNote;
import dev.sluice.event.EventKey;
import dev.sluice.event.Redelivery;
import dev.sluice.event.RequestTrace;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.Unit;
import dev.sluice.processor.work.Unreadable;
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
 * @param bare whether to leave out everything that a database could refuse: what is written is the body and fixed words
 */
record Entry(Attempted attempted, Claim claim, Instant receivedAt, boolean audited, boolean bare) {
    static Entry of(Attempted attempted) {
        return of(attempted, true);
    }

    private static Entry of(Attempted attempted, boolean audited) {
        Claim stored = claim(attempted.unit());
        return new Entry(
                attempted, stored, StoredTime.of(attempted.unit().event().receivedAt()), audited, false);
    }

    /** An unreadable record is an attempt at an event without endpoint, named by where the record stands, that died. */
    static Entry of(Unreadable unreadable) {
        WebhookEvent event = new WebhookEvent(
                new EventKey("", unreadable.source().toString()),
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                unreadable.at(),
                "application/octet-stream",
                DocumentPlace.NONE,
                Optional.empty(),
                new RequestTrace("", unreadable.headersJson()),
                Optional.empty(),
                Optional.empty(),
                unreadable.value());
        Unit unit = new Unit(
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
        Conclusion dead = new Conclusion.Dead(Outcomes.UNREADABLE, new Redelivery.Failure("", unreadable.reason(), ""));
        return of(new Attempted(unit, dead, unreadable.at(), Duration.ZERO), false);
    }

    /** The claim that an attempt at {@code unit} makes, as stored. */
    static Claim claim(Unit unit) {
        return new Claim(
                key(unit.event().key()),
                StoredText.key(unit.generation()),
                StoredText.key(unit.route()),
                unit.attempt());
    }

    /** An event's key as stored. */
    static EventKey key(EventKey key) {
        return new EventKey(StoredText.key(key.endpoint()), StoredText.id(key.id()));
    }

    Unit unit() {
        return attempted.unit();
    }

    WebhookEvent event() {
        return attempted.unit().event();
    }

    EventRow row() {
        return new EventRow(claim.event(), receivedAt);
    }

    Entry concluded(Conclusion conclusion) {
        Attempted anew = new Attempted(attempted.unit(), conclusion, attempted.at(), attempted.took());
        return new Entry(anew, claim, receivedAt, audited, bare);
    }

    Entry firstReceivedAt(Instant at) {
        return new Entry(attempted, claim, at, audited, bare);
    }

    Entry stripped() {
        return new Entry(attempted, claim, receivedAt, audited, true);
    }

    /** Whether it has effects outside of the ledger's own tables. */
    boolean writesBesides() {
        return attempted.conclusion() instanceof Conclusion.Processed processed
                && processed.effects().stream().anyMatch(effect -> !(effect instanceof Effect.Publish));
    }
}
