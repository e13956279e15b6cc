package dev.sluice.processor;

import dev.sluice.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics that handlers may publish to: those that exist and are not Sluice's own. Thread-safe. */
final class PublishableTopics implements Predicate<String> {
    private static final Logger LOG = LoggerFactory.getLogger(PublishableTopics.class);
    private static final Duration REFRESH_AT_MOST = Duration.ofSeconds(5);

    private final Admin admin;
    private Set<String> known = Set.of();
    private Instant refreshed = Instant.MIN;

    PublishableTopics(Admin admin) {
        this.admin = admin;
    }

    @Override
    public synchronized boolean test(String topic) {
        if (Topics.ALL.contains(topic)) {
            return false;
        }
        Instant now = Instant.now();
        if (!known.contains(topic) && refreshed.isBefore(now.minus(REFRESH_AT_MOST))) {
            refreshed = now;
            refresh();
        }
        return known.contains(topic);
    }

    private void refresh() {
        try {
            known = admin.listTopics().names().get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("could not list the topics");
        }
    }
}
