package dev.sluice.ingest.admin;

import dev.sluice.ingest.receive.Reception;

/** What came of trying an endpoint. */
public sealed interface Trial {
    /**
     * The webhook was received, and what became of it.
     *
     * @param type of the event as it was sent
     */
    record Received(String type, Reception reception) implements Trial {}

    /** There is no endpoint of that name. */
    record NoEndpoint() implements Trial {}

    /**
     * No webhook could be made that its provider would send.
     *
     * @param reason why, and what would do
     */
    record Unsignable(String reason) implements Trial {}
}
