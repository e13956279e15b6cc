package dev.sluice.processor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.AttemptNote;
import dev.sluice.event.EventRecords;
import dev.sluice.event.Redelivery;
import dev.sluice.event.RedeliveryRecords;
import dev.sluice.handler.Effect;
import dev.sluice.processor.attempt.Attempts;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.Unit;
import dev.sluice.processor.work.Unreadable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Forwards what a recorded conclusion asks for: a retry, a dead letter, the handler's publications. */
final class Aftermath {
    private final ProcessorContext<byte[], Object> context;
    private final Clock clock;

    Aftermath(ProcessorContext<byte[], Object> context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    void of(Attempted attempt, Recorded recorded) {
        switch (recorded) {
            case Recorded.Written(Conclusion conclusion) ->
                of(new Attempted(attempt.unit(), conclusion, attempt.at(), attempt.took()));
            case Recorded.WrittenBefore(Attempted before) -> of(before);
            case Recorded.Duplicate duplicate -> {}
        }
    }

    private void of(Attempted attempt) {
        switch (attempt.conclusion()) {
            case Conclusion.Processed(List<Effect> effects, String result) -> effects.forEach(this::publish);
            case Conclusion.Ignored ignored -> {}
            case Conclusion.Retry(Instant due, String cause, Redelivery.Failure failure) ->
                redeliver(Nodes.RETRY_SINK, attempt, due, failure);
            case Conclusion.Dead(String cause, Redelivery.Failure failure) ->
                redeliver(Nodes.DEAD_LETTER_SINK, attempt, attempt.at(), failure);
        }
    }

    private void redeliver(String sink, Attempted attempt, Instant due, Redelivery.Failure failure) {
        Unit unit = attempt.unit();
        List<AttemptNote> history = new ArrayList<>(unit.history());
        Attempts.note(attempt).ifPresent(history::add);
        Headers headers = RedeliveryRecords.headers(
                unit.event(),
                new Redelivery(
                        Optional.of(unit.route()),
                        unit.generation(),
                        unit.attempt(),
                        due,
                        history,
                        unit.origin(),
                        Optional.of(failure)));
        forward(sink, EventRecords.key(unit.event()), unit.event().body(), headers);
    }

    private void publish(Effect effect) {
        if (effect instanceof Effect.Publish publish) {
            Headers headers = new RecordHeaders();
            publish.headers().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
            forward(
                    Nodes.PUBLICATION_SINK,
                    publish.key().getBytes(UTF_8),
                    new Publication(publish.topic(), publish.value()),
                    headers);
        }
    }

    /** A record that could not be read: a dead letter with its bytes and where it stands. */
    void of(Unreadable unreadable) {
        Headers headers = RedeliveryRecords.unreadable(unreadable.source(), unreadable.reason());
        headers.add("sluice_original_headers", unreadable.headersJson().getBytes(UTF_8));
        forward(Nodes.DEAD_LETTER_SINK, unreadable.source().toString().getBytes(UTF_8), unreadable.value(), headers);
    }

    private void forward(String sink, byte[] key, Object value, Headers headers) {
        context.forward(new Record<>(key, value, clock.millis(), headers), sink);
    }
}
