package dev.sluice.cli.demo;

import dev.sluice.cli.webhook.Poster;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;

/**
 * One request that was sent, and its final answer.
 *
 * @param at when it was first sent
 * @param tries how often it was sent until it was answered by other than 5xx
 */
record Sent(DemoRequest demoRequest, SignedRequest request, Instant at, Poster.Answer answer, int tries) {}
