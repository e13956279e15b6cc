package dev.sluice.ingest.receive;

import dev.sluice.event.WebhookEvent;
import dev.sluice.signature.Refusal;
import java.util.List;

/** What became of one request. */
public sealed interface Reception {
    /** Stands for the endpoint of a request to a path that has none: paths are the sender's to choose, labels are not. */
    String NO_ENDPOINT = "_none";

    /** The endpoint's name. */
    String endpoint();

    /** Its events are durable. */
    record Accepted(String endpoint, List<WebhookEvent> events) implements Reception {}

    /**
     * Nothing of it was taken, or not for sure.
     *
     * @param finding what was found, for the log alone
     */
    record Refused(String endpoint, Refusal why, String finding) implements Reception {}
}
