package dev.sluice.ingest.receive;

import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.ingest.access.RateLimitStatus;
import dev.sluice.ingest.access.RetryAfter;
import dev.sluice.provider.SuccessAnswer;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.rejection.RejectionCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What became of one request. */
public sealed interface ReceiveResult {
    /** Stands for the endpoint of a request to a path that has none: paths are the sender's to choose, labels are not. */
    String NO_ENDPOINT = "_none";

    /** The endpoint's name. */
    String endpoint();

    /**
     * Its events are durable.
     *
     * @param provenBy the label of the key that proved it
     * @param answer what the endpoint answers in the place of the usual 202
     * @param unfit items of a batch that can't be taken as events; they are durable, too, and become dead letters
     * @param ignored how many more there were that the endpoint ignores
     * @param rateLimitStatus the tightest of the limits it fell under; empty when it fell under none
     */
    record Accepted(
            String endpoint,
            String provenBy,
            Optional<SuccessAnswer> answer,
            List<WebhookEvent> events,
            List<UnfitItem> unfit,
            int ignored,
            Optional<RateLimitStatus> rateLimitStatus)
            implements ReceiveResult {}

    /** It was a handshake, and is answered; nothing was to be kept. */
    record HandshakeAnswered(String endpoint, HandshakeReply reply) implements ReceiveResult {}

    /** A browser asked whether pages of another origin may send, and they may. */
    record Preflight(String endpoint) implements ReceiveResult {}

    /**
     * The request was rejected, or it is unknown whether its events are durable.
     *
     * @param status of the answer, when the endpoint has one of its own
     * @param finding what was found, for the log alone
     * @param detail what is wrong and how to fix it, for the sender
     * @param diagnoses what would have made it genuine, as far as was tried
     * @param retryAfter how long the sender is kept off; empty when it is not
     */
    record Rejected(
            String endpoint,
            RejectionCode why,
            OptionalInt status,
            String finding,
            String detail,
            List<Diagnosis> diagnoses,
            Optional<RetryAfter> retryAfter)
            implements ReceiveResult {
        /** A refusal of which the sender is told what its code says. */
        public Rejected(
                String endpoint,
                RejectionCode why,
                OptionalInt status,
                String finding,
                List<Diagnosis> diagnoses,
                Optional<RetryAfter> retryAfter) {
            this(endpoint, why, status, finding, why.detail(finding), diagnoses, retryAfter);
        }

        /** A refusal that says all there is to say by its code. */
        public Rejected(String endpoint, RejectionCode why, String finding) {
            this(endpoint, why, OptionalInt.empty(), finding, List.of(), Optional.empty());
        }
    }
}
