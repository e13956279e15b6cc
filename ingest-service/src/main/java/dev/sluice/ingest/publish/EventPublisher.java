package dev.sluice.ingest.publish;

import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import java.util.List;

/** Where accepted events go. Thread-safe. */
public interface EventPublisher {
    /**
     * On return every event is durable, and so is every item that can't be one.
     *
     * @param unfit of a batch; the processor makes dead letters of them
     * @throws BrokerUnavailableException if that is not known for every one of them; some may be durable all the same,
     *     and sending them again is harmless
     */
    void publish(List<WebhookEvent> events, List<UnfitItem> unfit) throws BrokerUnavailableException;
}
