package dev.sluice.provider;

import java.util.Optional;

/**
 * Where an event's identity is found.
 *
 * @param id of the event
 * @param type of the event
 * @param typeSuffix appended to the type after a dot where present: GitHub's {@code action}
 * @param subject id of the object the event is about
 * @param created when the provider says it happened
 * @param livemode whether the event is live
 */
public record EventIdentity(
        Locator id,
        Locator type,
        Optional<Locator> typeSuffix,
        Optional<Locator> subject,
        Optional<Locator> created,
        Optional<Locator> livemode) {}
