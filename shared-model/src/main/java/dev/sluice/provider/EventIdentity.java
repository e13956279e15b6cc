package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
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
        List<JsonPointer> pointers = new ArrayList<>();
        places().forEach(place -> {
            if (place instanceof Locator.InBody(JsonPointer pointer)) {
                pointers.add(pointer);
            }
        });
        return pointers;
    }

    /** Every header that is looked at. */
    List<String> headers() {
        List<String> names = new ArrayList<>();
        places().forEach(place -> {
            if (place instanceof Locator.InHeader(String name)) {
                names.add(name);
            }
        });
        return names;
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
            case Locator.FirstOf(List<Locator> places) -> places.stream().flatMap(EventIdentity::places);
        };
    }
}
