package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;

/** Where one value is found: {@code header:X-GitHub-Delivery}, or a JSON Pointer (RFC 6901) such as {@code /data/object/id}. */
public sealed interface Locator {
    /** In a request header. */
    record InHeader(String name) implements Locator {}

    /** In the JSON body. */
    record InBody(JsonPointer pointer) implements Locator {}
}
