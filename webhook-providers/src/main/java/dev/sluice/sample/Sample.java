package dev.sluice.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.signature.RequestHeaders;

/**
 * A webhook as a provider sends it, before ids and times are filled in.
 *
 * @param type of its event; of a batch, of the first
 * @param headers the content type, and what else the provider always sends, to be filled in too
 * @param template the body, with what is to be filled in between double braces
 */
public record Sample(String type, RequestHeaders headers, String template) {
    /** The headers of its own. */
    RequestHeaders headers(FreshIds ids) {
        return ids.fill(headers);
    }

    /** A body of its own. */
    public byte[] body(FreshIds ids) {
        return ids.fill(template).getBytes(UTF_8);
    }
}
