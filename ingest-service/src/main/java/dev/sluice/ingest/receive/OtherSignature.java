package dev.sluice.ingest.receive;

import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.RequestHeaders;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a sender that does not sign from one that signs as another provider does. */
final class OtherSignature {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{0,40}(signature|hmac|-sig|-token)[a-z0-9-]{0,40}");

    private OtherSignature() {}

    /** What is said in the place of {@code signature_missing}'s usual words; empty where those are right. */
    static Optional<String> detail(RejectionCode why, RequestHeaders headers) {
        return why == RejectionCode.SIGNATURE_MISSING
                ? headers.asMap().keySet().stream()
                        .filter(name -> NAME.matcher(name).matches())
                        .findFirst()
                        .map(name -> "There is a header " + name
                                + ", which is not the signature that this endpoint's provider sends; check the URL"
                                + " registered at the provider, and the endpoint's provider.")
                : Optional.empty();
    }
}
