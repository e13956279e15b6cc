package dev.sluice.ingest.publish;

import dev.sluice.event.WebhookEvent;
import java.util.List;

/** Where accepted events go. Thread-safe. */
public interface EventPublisher {
    /**
     * On return every event is durable.
     *
     * @throws BrokerUnavailableException if that is not known for every one of them; some may be durable all the same,
     *     and sending them again is harmless
     */
    void publish(List<WebhookEvent> events) throws BrokerUnavailableException;
}
