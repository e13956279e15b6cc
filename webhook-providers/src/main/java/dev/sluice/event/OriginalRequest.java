package dev.sluice.event;

/**
 * The parts of the request that a signature may cover besides the body.
 *
 * @param target method and URL, secret parameters removed: {@code POST https://example.com/webhooks/stripe}
 * @param headersJson JSON object of header name to value or array of values, at most 32 KiB or, of an
 *     item of a batch, 2 KiB; credentials removed
 */
public record OriginalRequest(String target, String headersJson) {}
