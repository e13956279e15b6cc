package dev.sluice.provider;

import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.RejectionCode;
import java.util.List;

/** What became of reading a proven request. */
public sealed interface Reading {
    /**
     * It is taken.
     *
     * @param events that it carries; none of an empty batch
     * @param unfit items of a batch that can't be taken as events
     * @param ignored how many more there are that the endpoint ignores
     */
    record Events(List<WebhookEvent> events, List<UnfitItem> unfit, int ignored) implements Reading {}

    /**
     * It can't be taken.
     *
     * @param finding what was found, in a sentence that the sender may be told
     */
    record Rejected(RejectionCode why, String finding) implements Reading {}
}
