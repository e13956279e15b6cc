package dev.sluice.processor;

import dev.sluice.event.WebhookEvent;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of types of events that no route takes, of each once. Thread-safe. */
final class UnroutedTypes {
    /** How many are told apart: senders may make types up. */
    static final int MOST = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(UnroutedTypes.class);

    private final Set<Kind> seen = new HashSet<>();

    /** What is warned of once. */
    private record Kind(String endpoint, String type) {}

    void note(WebhookEvent event) {
        Kind kind = new Kind(event.key().endpoint(), event.type());
        if (!isNew(kind)) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("endpoint", kind.endpoint())
                .addKeyValue("event_id", event.key().id())
                .addKeyValue("type", kind.type())
                .log(
                        "no route takes events of this type: they are kept, and nothing is done with them. Add a route, or one with"
                                + " handler: ignore if they are not wanted");
        if (full()) {
            LOG.warn("{} types that no route takes have been named; further ones are only counted", MOST);
        }
    }

    private synchronized boolean isNew(Kind kind) {
        return seen.size() < MOST && seen.add(kind);
    }

    private synchronized boolean full() {
        return seen.size() == MOST;
    }
}
