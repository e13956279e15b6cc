package dev.sluice.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** The stores of earlier versions of the processor, which held accepted events that this version would never look at. */
public final class EarlierStores {
    private EarlierStores() {}

    /** Why the processor must not start over them, and what to do; empty if it may. */
    public static Optional<String> refusal(Admin admin, KafkaAddress kafka, Changelogs changelogs)
            throws InterruptedException {
        Set<String> existing;
        try {
            existing = admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw new KafkaException("could not list the topics: " + e.getMessage(), e);
        }
        List<String> full = new ArrayList<>();
        for (String topic : changelogs.ofEarlierVersions()) {
            if (existing.contains(topic)) {
                long entries = new CompactedTopic(kafka, topic).size();
                if (entries > 0) {
                    full.add(topic + " holds " + entries);
                }
            }
        }
        return full.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", full)
                        + " delivery(s) of an earlier version that this one can't read. Start the earlier version with the"
                        + " same SLUICE_APPLICATION_ID until its webhook_queue_size and webhook_retry_queue_size are 0,"
                        + " stop it, and start this one; whoever can do without them deletes the topic");
    }
}
