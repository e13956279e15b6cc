package dev.sluice.signature;

import dev.sluice.rejection.Checked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One way of proving who sent a request. Thread-safe. */
public interface SignatureScheme {
    /** Where the keys that prove a request come from. */
    enum Keys {
        /** Secrets that sender and receiver share. */
        SECRETS,
        /** The sender's public keys, given by the operator. */
        PUBLIC_KEYS,
        /** The sender's public keys, looked up at the sender. */
        LOOKED_UP
    }

    /**
     * Checks a request against every key; in constant time where the key is a shared secret.
     *
     * @param receivedAt what counts as now
     */
    Checked<Genuine> verify(SignedRequest request, List<Secret> secrets, Instant receivedAt);

    /**
     * The request as the provider would send it: with the proof added, whatever proof it had removed.
     *
     * @param key the shared secret, or the private key that belongs to the public one
     */
    SignedRequest sign(SignedRequest request, Secret key, Instant at);

    /** Names of the request headers that the check reads. */
    List<String> headers();

    /** Names of the headers and URL parameters that hold a secret as it is, and so are never kept. */
    default List<String> credentials() {
        return List.of();
    }

    /** What is signed and how, in a line for people. */
    String description();

    /** Where its keys come from. */
    Keys keys();

    /** What keeps a text from being a key for this scheme; never quotes it. */
    Optional<String> keyDefect(String text);

    /** Whether the request's URL is signed, so that the public one has to be known. */
    default boolean coversUrl() {
        return false;
    }

    /** Whether a time is signed. */
    default boolean coversTime() {
        return false;
    }

    /** Whether all of the body is signed, byte for byte. */
    default boolean coversBody() {
        return false;
    }

    /**
     * The same with another tolerance for the signed time.
     *
     * @throws IllegalArgumentException if no time is signed
     */
    default SignatureScheme within(Tolerance tolerance) {
        throw new IllegalArgumentException("this provider signs no time");
    }

    /** The time a request says it was signed at, in the unit expected; empty where none is signed or it can't be read. */
    default Optional<Instant> signedAt(SignedRequest request) {
        return Optional.empty();
    }

    /**
     * What a genuine request's signature covers in the place of an event's bytes, and so may be used with those only.
     *
     * @param item the event's own bytes: the body, or its part of one that holds several
     */
    default Optional<String> token(SignedRequest request, byte[] item) {
        return Optional.empty();
    }
}
