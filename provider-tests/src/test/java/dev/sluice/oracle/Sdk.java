package dev.sluice.oracle;

import dev.sluice.signature.SignedRequest;

/** A check by others' code: whether it takes a request. */
interface Sdk {
    /**
     * Checks one request; any exception means that it is refused.
     *
     * @param secret as the provider shows it to its customers
     */
    boolean accepts(SignedRequest request, String secret) throws Exception;
}
