package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.signature.RequestHeaders;
import java.util.List;

/** Where one value is found: {@code header:X-GitHub-Delivery}, or a JSON Pointer (RFC 6901) such as {@code /data/object/id}. */
public sealed interface Locator {
    /** What a locator in a header begins with. */
    String HEADER = "header:";

    /** In a request header. */
    record InHeader(String name) implements Locator {}

    /** In the JSON body. */
    record InBody(JsonPointer pointer) implements Locator {}

    /** In the first of several places that has it. */
    record FirstOf(List<Locator> places) implements Locator {}

    /**
     * Reads a locator of one place.
     *
     * @throws IllegalArgumentException with the reason if it is none
     */
    static Locator parse(String text) {
        if (text.startsWith(HEADER)) {
            String name = text.substring(HEADER.length()).strip();
            if (!RequestHeaders.isName(name)) {
                throw new IllegalArgumentException("'" + text + "' does not name a header");
            }
            return new InHeader(name);
        }
        if (!text.startsWith("/") || text.length() == 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither header:Name nor a JSON Pointer like /data/id");
        }
        return new InBody(JsonPointer.compile(text));
    }
}
