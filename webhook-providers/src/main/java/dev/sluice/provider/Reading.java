package dev.sluice.provider;

import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import java.util.List;

/**
 * What a proven request holds.
 *
 * @param events that it carries; none of an empty batch
 * @param unfit items of a batch that can't be taken as events
 * @param ignored how many more there are that the endpoint ignores
 */
public record Reading(List<WebhookEvent> events, List<UnfitItem> unfit, int ignored) {}
