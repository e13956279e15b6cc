package dev.sluice.signature;

/**
 * The proof that a request was signed with one of the endpoint's keys.
 *
 * @param by the label of the key
 */
public record Genuine(String by) {}
