package dev.sluice.signature;

import dev.sluice.rejection.RejectionCode;

/** What signature checking made of one request. */
public sealed interface Verdict {
    /**
     * It was signed with one of the endpoint's keys.
     *
     * @param by the label of the key
     */
    record Genuine(String by) implements Verdict {}

    /**
     * It was not signed with any of them, its timestamp is out of tolerance, or the key could not be looked up.
     *
     * @param finding what was found, for the log alone: no secret, no signature
     */
    record Rejected(RejectionCode why, String finding) implements Verdict {}
}
