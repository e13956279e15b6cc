package dev.sluice.signature;

/** What signature checking made of one request. */
public sealed interface Verdict {
    /** It was signed with one of the endpoint's secrets. */
    record Genuine(Secret by) implements Verdict {}

    /**
     * It was not, or too long ago.
     *
     * @param finding what was found, for the log alone: no secret, no signature
     */
    record Refused(Refusal why, String finding) implements Verdict {}
}
