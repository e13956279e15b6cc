package dev.sluice.handler;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One attempt as a handler sees it.
 *
 * @param event the event
 * @param category its type in the common vocabulary, or its type where it has none there
 * @param payload the event's document, shared and never to be changed; a missing node when it has none
 * @param attempt number of this attempt, from 1
 * @param idempotencyKey the same for every attempt at this event and route, in every generation
 */
public record HandlerRequest(Event event, String category, JsonNode payload, int attempt, String idempotencyKey) {}
