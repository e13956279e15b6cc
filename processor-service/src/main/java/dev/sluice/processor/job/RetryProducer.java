package dev.sluice.processor.job;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.ledger.JobUnit.Step;
import dev.sluice.record.EventRecords;
import dev.sluice.record.Redelivery;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.topic.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Sends units to {@code webhooks.retry}, due at once. Not thread-safe. */
final class RetryProducer {
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;

    RetryProducer(Producer<byte[], byte[]> producer, Clock clock) {
        this.producer = producer;
        this.clock = clock;
    }

    private record Pending(Step.Send step, Future<RecordMetadata> sent) {}

    /**
     * Sends the events of steps, by the unit's number. When this returns, the broker has acknowledged each that comes back as sent; a
     * unit without event, and one that no topic takes, comes back as decided.
     *
     * @throws KafkaException if the broker does not acknowledge one: whether it is there is not known, and all may be sent again
     */
    List<Step> send(List<Step.Send> steps, Map<Integer, WebhookEvent> events) throws InterruptedException {
        List<Step> done = new ArrayList<>();
        List<Pending> pending = new ArrayList<>();
        for (Step.Send step : steps) {
            WebhookEvent event = events.get(step.unit().n());
            if (event == null) {
                done.add(new Step.Decided(
                        step.unit(), "unsent", "its bytes are no longer kept, neither in the topic nor in the audit"));
            } else {
                pending.add(new Pending(step, producer.send(message(step, event))));
            }
        }
        for (Pending each : pending) {
            done.add(await(each));
        }
        return done;
    }

    private static Step await(Pending each) throws InterruptedException {
        try {
            each.sent().get();
            return each.step();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                return new Step.Decided(
                        each.step().unit(),
                        "unsent",
                        "the topic takes no record that large; raise SLUICE_MAX_BODY: " + tooLarge.getMessage());
            }
            throw new KafkaException("a unit was not acknowledged: " + e.getMessage(), e);
        }
    }

    private ProducerRecord<byte[], byte[]> message(Step.Send step, WebhookEvent event) {
        Redelivery redelivery = new Redelivery(
                Optional.of(step.unit().route()),
                step.generation(),
                step.attempts(),
                clock.instant(),
                step.history(),
                step.unit().origin(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new ProducerRecord<>(
                Topics.RETRY,
                null,
                null,
                EventRecords.key(event),
                event.body(),
                RedeliveryRecords.headers(event, redelivery));
    }
}
