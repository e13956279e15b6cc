package dev.sluice.rejection;

/**
 * A change to a refused request, or to the configuration, that would have made it genuine.
 *
 * @param code stable word for the kind of mistake
 * @param detail what is wrong and how to mend it; never a secret or a signature
 * @param byCurrentSecret whether the endpoint's own current secret matched: only then may the sender be told
 */
public record Diagnosis(String code, String detail, boolean byCurrentSecret) {}
