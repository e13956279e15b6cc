package dev.sluice.ingest.endpoints;

import dev.sluice.ingest.receive.ReceiveResult;

/** What came of trying an endpoint. */
public sealed interface TestWebhookResult {
    /**
     * The webhook was received, and what became of it.
     *
     * @param type of the event as it was sent
     */
    record Received(String type, ReceiveResult result) implements TestWebhookResult {}

    /** There is no endpoint of that name. */
    record NoEndpoint() implements TestWebhookResult {}

    /**
     * No webhook could be made that its provider would send.
     *
     * @param reason why, and what would do
     */
    record Unsignable(String reason) implements TestWebhookResult {}
}
