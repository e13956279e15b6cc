package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.XmlPath;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
 * @param places all of those
 */
public record EventIdentity(
        Locator id,
        Locator type,
        Optional<Locator> typeSuffix,
        Optional<Locator> subject,
        Optional<Locator> created,
        Optional<Locator> livemode,
        Places places) {
    public EventIdentity(
            Locator id,
            Locator type,
            Optional<Locator> typeSuffix,
            Optional<Locator> subject,
            Optional<Locator> created,
            Optional<Locator> livemode) {
        this(
                id,
                type,
                typeSuffix,
                subject,
                created,
                livemode,
                Places.of(Stream.concat(
                        Stream.of(id, type),
                        Stream.of(typeSuffix, subject, created, livemode).flatMap(Optional::stream))));
    }

    /** Every place that is looked at, by where it is; found once and not for every request. */
    public record Places(List<String> headers, List<JsonPointer> json, List<JsonPointer> envelope, List<XmlPath> xml) {
        private static Places of(Stream<Locator> locators) {
            List<Locator> all = locators.flatMap(Locator::single).toList();
            return new Places(
                    only(Locator.InHeader.class, Locator.InHeader::name, all),
                    only(Locator.InJson.class, Locator.InJson::pointer, all),
                    only(Locator.InEnvelope.class, Locator.InEnvelope::pointer, all),
                    only(Locator.InXml.class, Locator.InXml::path, all));
        }

        private static <L extends Locator, T> List<T> only(Class<L> kind, Function<L, T> place, List<Locator> all) {
            return all.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .map(place)
                    .toList();
        }
    }

    /** Whether the id is made of the event's own bytes, so that it can't be another's. */
    public boolean hashesBytes() {
        return id.single().anyMatch(Locator.BytesHash.class::isInstance);
    }
}
