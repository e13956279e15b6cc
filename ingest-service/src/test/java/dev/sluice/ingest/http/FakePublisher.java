package dev.sluice.ingest.http;

import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import dev.sluice.ingest.publish.BrokerUnavailableException;
import dev.sluice.ingest.publish.EventPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Keeps what it is given; holds or refuses it when told to. */
final class FakePublisher implements EventPublisher {
    private final List<WebhookEvent> published = new CopyOnWriteArrayList<>();
    private final List<UnfitItem> unfitItems = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean away;

    @Override
    public void publish(List<WebhookEvent> events, List<UnfitItem> unfit) throws BrokerUnavailableException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted", e);
        }
        if (away) {
            throw new BrokerUnavailableException("broker-7.internal did not answer", new RuntimeException());
        }
        published.addAll(events);
        unfitItems.addAll(unfit);
    }

    List<WebhookEvent> published() {
        return published;
    }

    List<UnfitItem> unfitItems() {
        return unfitItems;
    }

    void goAway() {
        away = true;
    }

    /** Until the gate it returns is opened, nothing is acknowledged. */
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }
}
