package dev.sluice.ingest.publish;

import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells how long each publication took, whatever came of it. Thread-safe if what it tells is. */
public final class TimedPublisher implements EventPublisher {
    private final EventPublisher publisher;
    private final Consumer<Duration> took;

    public TimedPublisher(EventPublisher publisher, Consumer<Duration> took) {
        this.publisher = publisher;
        this.took = took;
    }

    @Override
    public void publish(List<WebhookEvent> events, List<UnfitItem> unfit) throws BrokerUnavailableException {
        long start = System.nanoTime();
        try {
            publisher.publish(events, unfit);
        } finally {
            took.accept(Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
