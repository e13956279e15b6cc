package dev.sluice.route;

import java.time.Duration;

/**
 * One line of {@code routes.yaml}: which events go to which handler, and what happens when the handler fails.
 *
 * @param name unique; part of every claim, so renaming a route makes it a new one
 * @param match which events it takes
 * @param handler the handler's name
 * @param priority what is drained first
 * @param timeout how long one call of the handler may take
 * @param retry what to do after a failed attempt
 */
public record Route(String name, Match match, String handler, Priority priority, Duration timeout, RetryPolicy retry) {}
