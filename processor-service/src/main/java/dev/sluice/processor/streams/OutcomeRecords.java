package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.AttemptNote;
import dev.sluice.event.EventRecords;
import dev.sluice.event.Redelivery;
import dev.sluice.event.RedeliveryRecords;
import dev.sluice.handler.Effect;
import dev.sluice.processor.attempt.Attempts;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.Unit;
import dev.sluice.processor.work.Unreadable;
import dev.sluice.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The records that a recorded outcome asks for: a retry, a dead letter, the handler's publications. Thread-safe. */
final class OutcomeRecords {
    private final Clock clock;

    OutcomeRecords(Clock clock) {
        this.clock = clock;
    }

    List<ProducerRecord<byte[], byte[]>> of(Attempted attempt) {
        return switch (attempt.conclusion()) {
            case Conclusion.Processed(List<Effect> effects, String result) -> publications(effects);
            case Conclusion.Ignored ignored -> List.of();
            case Conclusion.Retry(Instant due, String cause, Redelivery.Failure failure) ->
                List.of(redelivery(Topics.RETRY, attempt, due, failure));
            case Conclusion.Dead(String cause, Redelivery.Failure failure) ->
                List.of(redelivery(Topics.DEAD_LETTERS, attempt, attempt.at(), failure));
        };
    }

    private static List<ProducerRecord<byte[], byte[]>> publications(List<Effect> effects) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Publish publish) {
                Headers headers = new RecordHeaders();
                publish.headers().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
                records.add(record(publish.topic(), publish.key().getBytes(UTF_8), publish.value(), headers));
            }
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> redelivery(
            String topic, Attempted attempt, Instant due, Redelivery.Failure failure) {
        Unit unit = attempt.unit();
        List<AttemptNote> history = new ArrayList<>(unit.history());
        Attempts.note(attempt).ifPresent(history::add);
        Redelivery redelivery = new Redelivery(
                Optional.of(unit.route()),
                unit.generation(),
                unit.attempt(),
                due,
                history,
                unit.origin(),
                Optional.of(failure),
                Optional.empty(),
                unit.routes());
        return record(
                topic,
                EventRecords.key(unit.event()),
                unit.event().body(),
                RedeliveryRecords.headers(unit.event(), redelivery));
    }

    /** A record that can't be decoded: a dead letter with its bytes and where it stands. */
    static ProducerRecord<byte[], byte[]> of(Unreadable unreadable) {
        Headers headers = RedeliveryRecords.unreadable(unreadable.source(), unreadable.reason());
        headers.add(ParkedRecords.ORIGINAL_HEADERS, unreadable.headersJson().getBytes(UTF_8));
        return record(Topics.DEAD_LETTERS, unreadable.source().toString().getBytes(UTF_8), unreadable.value(), headers);
    }

    /** A unit whose outcome can't be acted upon yet: it comes again, is found recorded, and is acted upon then. */
    ProducerRecord<byte[], byte[]> again(Unit unit) {
        return ParkedRecords.of(unit, clock.instant().plus(RouteBreakers.PARKED));
    }

    static ProducerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value, Headers headers) {
        // Neither partition nor time: the key decides on the one as in ingest, the broker on the other.
        return new ProducerRecord<>(topic, null, null, key, value, headers);
    }
}
