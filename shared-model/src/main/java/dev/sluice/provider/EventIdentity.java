package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;
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
    /** Every place in the body that is looked at. */
    List<JsonPointer> pointers() {
        return places().filter(Locator.InBody.class::isInstance)
                .map(place -> ((Locator.InBody) place).pointer())
                .toList();
    }

    /** Every header that is looked at. */
    List<String> headers() {
        return places().filter(Locator.InHeader.class::isInstance)
                .map(place -> ((Locator.InHeader) place).name())
                .toList();
    }

    private Stream<Locator> places() {
        return Stream.concat(
                        Stream.of(id, type),
                        Stream.of(typeSuffix, subject, created, livemode).flatMap(Optional::stream))
                .flatMap(EventIdentity::places);
    }

    private static Stream<Locator> places(Locator locator) {
        return switch (locator) {
            case Locator.InHeader header -> Stream.of(header);
            case Locator.InBody body -> Stream.of(body);
            case Locator.FirstOf several -> several.places().stream().flatMap(EventIdentity::places);
        };
    }
}
