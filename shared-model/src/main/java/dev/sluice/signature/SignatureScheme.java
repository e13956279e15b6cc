package dev.sluice.signature;

import java.time.Instant;
import java.util.List;

/** One way of proving who sent a request. Thread-safe. */
public interface SignatureScheme {
    /**
     * Checks a request against every secret, in constant time.
     *
     * @param receivedAt what counts as now
     */
    Verdict verify(SignedRequest request, List<Secret> secrets, Instant receivedAt);

    /** The request as the provider would send it: with the signature added, whatever signature it had removed. */
    SignedRequest sign(SignedRequest request, Secret secret, Instant at);

    /** The check in steps, for a person who wants to know why a signature does not match. */
    List<Step> explain(SignedRequest request, List<Secret> secrets, Instant receivedAt);

    /** Names of the request headers that the check reads. */
    List<String> headers();

    /**
     * One step of an explanation.
     *
     * @param what what was looked at
     * @param found what was found; never a secret
     * @param good whether it is as it should be
     */
    record Step(String what, String found, boolean good) {}
}
