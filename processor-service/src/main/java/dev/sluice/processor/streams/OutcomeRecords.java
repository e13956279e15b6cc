package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.handler.Effect;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.EventRecords;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import dev.sluice.record.RedeliveryRecords;
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

    List<ProducerRecord<byte[], byte[]>> of(Attempt attempt) {
        return switch (attempt.outcome()) {
            case AttemptOutcome.Processed(List<Effect> effects, String result) -> publications(effects);
            case AttemptOutcome.Ignored ignored -> List.of();
            case AttemptOutcome.Retry(Instant due, FailureCause cause, Redelivery.Failure failure) ->
                List.of(redelivery(Topics.RETRY, attempt, due, failure));
            case AttemptOutcome.Dead(FailureCause cause, Redelivery.Failure failure) ->
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
            String topic, Attempt attempt, Instant due, Redelivery.Failure failure) {
        Delivery delivery = attempt.delivery();
        List<AttemptNote> history = new ArrayList<>(delivery.history());
        AttemptRunner.note(attempt).ifPresent(history::add);
        Redelivery redelivery = new Redelivery(
                Optional.of(delivery.route()),
                delivery.generation(),
                delivery.attempt(),
                due,
                history,
                delivery.origin(),
                Optional.of(failure),
                Optional.empty(),
                delivery.routes());
        return record(
                topic,
                EventRecords.key(delivery.event()),
                delivery.event().body(),
                RedeliveryRecords.headers(delivery.event(), redelivery));
    }

    /** A record that can't be decoded: a dead letter with its bytes and where it stands. */
    static ProducerRecord<byte[], byte[]> of(UndecodableRecord unreadable) {
        Headers headers = RedeliveryRecords.unreadable(unreadable.source(), unreadable.reason());
        headers.add(ParkedRecords.ORIGINAL_HEADERS, unreadable.headersJson().getBytes(UTF_8));
        return record(Topics.DEAD_LETTERS, unreadable.source().toString().getBytes(UTF_8), unreadable.value(), headers);
    }

    /** A delivery whose outcome can't be acted upon yet: it comes again, is found recorded, and is acted upon then. */
    ProducerRecord<byte[], byte[]> again(Delivery delivery) {
        return ParkedRecords.of(delivery, clock.instant().plus(RouteBreakers.PAUSE));
    }

    static ProducerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value, Headers headers) {
        // Partition and timestamp stay null: the key selects the partition, and the broker sets the timestamp.
        return new ProducerRecord<>(topic, null, null, key, value, headers);
    }
}
