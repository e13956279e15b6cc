package dev.sluice.provider;

import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.RejectionCode;
import java.util.List;

/** What became of reading a proven request. */
public sealed interface Reading {
    /** The events it carries, at least one. */
    record Events(List<WebhookEvent> events) implements Reading {}

    /**
     * It can't be taken.
     *
     * @param finding what was found, for the log
     */
    record Rejected(RejectionCode why, String finding) implements Reading {}
}
