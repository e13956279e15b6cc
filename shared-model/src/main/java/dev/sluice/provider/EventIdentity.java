package dev.sluice.provider;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        Optional<Locator> livemode) {
    /** Every place that is looked at. */
    List<Locator> places() {
        return Stream.concat(
                        Stream.of(id, type),
                        Stream.of(typeSuffix, subject, created, livemode).flatMap(Optional::stream))
                .flatMap(Locator::single)
                .toList();
    }

    /** Every header that is looked at. */
    public List<String> headers() {
        return places().stream()
                .filter(Locator.InHeader.class::isInstance)
                .map(place -> ((Locator.InHeader) place).name())
                .toList();
    }

    /** Whether the id is made of the event's own bytes, so that it can't be another's. */
    public boolean hashesBytes() {
        return id.single().anyMatch(Locator.BytesHash.class::isInstance);
    }
}
