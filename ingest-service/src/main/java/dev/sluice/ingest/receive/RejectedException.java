package dev.sluice.ingest.receive;

import dev.sluice.ingest.access.AccessDecision;
import dev.sluice.ingest.access.RetryAfter;
import dev.sluice.provider.Endpoint;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.rejection.RejectionCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Ends the receipt of a request at the first check it does not pass. Has no stack trace: floods are made of these. */
final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectionCode code;
    private final transient Optional<String> said;
    private final transient List<Diagnosis> diagnoses;
    private final transient Optional<RetryAfter> retryAfter;

    private RejectedException(
            RejectionCode code,
            String detail,
            Optional<String> said,
            List<Diagnosis> diagnoses,
            Optional<RetryAfter> retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.said = said;
        this.diagnoses = diagnoses;
        this.retryAfter = retryAfter;
    }

    /** @param detail what was found, for the log, and for the sender where its code says so */
    RejectedException(RejectionCode code, String detail) {
        this(code, detail, Optional.empty(), List.of(), Optional.empty());
    }

    /**
     * @param said what the sender is told in the place of its code's own words
     * @param diagnoses what would have made it genuine, as far as was tried
     */
    RejectedException(RejectionCode code, String detail, Optional<String> said, List<Diagnosis> diagnoses) {
        this(code, detail, said, diagnoses, Optional.empty());
    }

    RejectedException(AccessDecision.Denied denied) {
        this(denied.why(), denied.finding(), Optional.empty(), List.of(), denied.retryAfter());
    }

    /** What the sender is answered by {@code endpoint}. */
    ReceiveResult.Rejected at(Endpoint endpoint) {
        // Never override a 5xx or an answer with Retry-After: a provider would not retry after any other status.
        boolean forGood = code.status() < 500 && retryAfter.isEmpty();
        return new ReceiveResult.Rejected(
                endpoint.name(),
                code,
                forGood ? endpoint.refusalStatus() : OptionalInt.empty(),
                String.valueOf(getMessage()),
                said.orElseGet(() -> code.detail(String.valueOf(getMessage()))),
                diagnoses,
                retryAfter);
    }
}
