package dev.sluice.ingest.receive;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.ingest.defend.Allowance;
import dev.sluice.ingest.defend.Restraint;
import dev.sluice.provider.SuccessAnswer;
import dev.sluice.signature.Diagnosis;
import dev.sluice.signature.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What became of one request. */
public sealed interface Reception {
    /** Stands for the endpoint of a request to a path that has none: paths are the sender's to choose, labels are not. */
    String NO_ENDPOINT = "_none";

    /** The endpoint's name. */
    String endpoint();

    /**
     * Its events are durable.
     *
     * @param provenBy the label of the key that proved it
     * @param answer what the endpoint answers in the place of the usual 202
     * @param allowance the tightest of the limits it fell under; empty when it fell under none
     */
    record Accepted(
            String endpoint,
            String provenBy,
            Optional<SuccessAnswer> answer,
            List<WebhookEvent> events,
            Optional<Allowance> allowance)
            implements Reception {}

    /** It was a handshake, and is answered; nothing was to be kept. */
    record Greeted(String endpoint, HandshakeReply.Answered reply) implements Reception {}

    /** A browser asked whether pages of another origin may send, and they may. */
    record Preflight(String endpoint) implements Reception {}

    /**
     * Nothing of it was taken, or not for sure.
     *
     * @param status of the answer, when the endpoint has one of its own
     * @param finding what was found, for the log alone
     * @param diagnoses what would have made it genuine, as far as was tried
     * @param restraint how long the sender is kept off; empty when it is not
     */
    record Refused(
            String endpoint,
            Refusal why,
            OptionalInt status,
            String finding,
            List<Diagnosis> diagnoses,
            Optional<Restraint> restraint)
            implements Reception {
        /** A refusal that says all there is to say by its code. */
        public Refused(String endpoint, Refusal why, String finding) {
            this(endpoint, why, OptionalInt.empty(), finding, List.of(), Optional.empty());
        }
    }
}
