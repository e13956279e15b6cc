package dev.sluice.signature;

/**
 * The parts of an HTTP request that a signature can cover.
 *
 * @param method upper case
 * @param url the absolute URL as the provider knows it, query included
 * @param headers all of them
 * @param body the bytes as received; not copied, never to be changed
 */
// Never compared; a copy of every body would be dear.
@SuppressWarnings("ArrayRecordComponent")
public record SignedRequest(String method, String url, RequestHeaders headers, byte[] body) {}
