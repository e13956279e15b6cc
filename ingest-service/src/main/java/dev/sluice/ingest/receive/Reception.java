package dev.sluice.ingest.receive;

import dev.sluice.event.WebhookEvent;
import dev.sluice.ingest.defend.Allowance;
import dev.sluice.ingest.defend.Restraint;
import dev.sluice.signature.Refusal;
import java.util.List;
import java.util.Optional;

/** What became of one request. */
public sealed interface Reception {
    /** Stands for the endpoint of a request to a path that has none: paths are the sender's to choose, labels are not. */
    String NO_ENDPOINT = "_none";

    /** The endpoint's name. */
    String endpoint();

    /**
     * Its events are durable.
     *
     * @param allowance the tightest of the limits it fell under; empty when it fell under none
     */
    record Accepted(String endpoint, List<WebhookEvent> events, Optional<Allowance> allowance) implements Reception {}

    /** A browser asked whether pages of another origin may send, and they may. */
    record Preflight(String endpoint) implements Reception {}

    /**
     * Nothing of it was taken, or not for sure.
     *
     * @param finding what was found, for the log alone
     * @param restraint how long the sender is kept off; empty when it is not
     */
    record Refused(String endpoint, Refusal why, String finding, Optional<Restraint> restraint)
            implements Reception {
        public Refused(String endpoint, Refusal why, String finding) {
            this(endpoint, why, finding, Optional.empty());
        }
    }
}
