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
 * @param idempotencyKey what the sender names the operation by that the event reports; no preset has it
 * @param places all of those
 */
public record EventIdentity(
        ValuePath id,
        ValuePath type,
        Optional<ValuePath> typeSuffix,
        Optional<ValuePath> subject,
        Optional<ValuePath> created,
        Optional<ValuePath> livemode,
        Optional<ValuePath> idempotencyKey,
        Places places) {
    public EventIdentity(
            ValuePath id,
            ValuePath type,
            Optional<ValuePath> typeSuffix,
            Optional<ValuePath> subject,
            Optional<ValuePath> created,
            Optional<ValuePath> livemode) {
        this(id, type, typeSuffix, subject, created, livemode, Optional.empty());
    }

    private EventIdentity(
            ValuePath id,
            ValuePath type,
            Optional<ValuePath> typeSuffix,
            Optional<ValuePath> subject,
            Optional<ValuePath> created,
            Optional<ValuePath> livemode,
            Optional<ValuePath> idempotencyKey) {
        this(
                id,
                type,
                typeSuffix,
                subject,
                created,
                livemode,
                idempotencyKey,
                Places.of(Stream.concat(
                        Stream.of(id, type),
                        Stream.of(typeSuffix, subject, created, livemode, idempotencyKey)
                                .flatMap(Optional::stream))));
    }

    /** Every place that is looked at, by where it is; found once and not for every request. */
    public record Places(List<String> headers, List<JsonPointer> json, List<JsonPointer> envelope, List<XmlPath> xml) {
        private static Places of(Stream<ValuePath> locators) {
            List<ValuePath> all = locators.flatMap(ValuePath::single).toList();
            return new Places(
                    Stream.concat(
                                    only(ValuePath.InHeader.class, ValuePath.InHeader::name, all).stream(),
                                    only(ValuePath.InAttribute.class, ValuePath.InAttribute::header, all).stream())
                            .toList(),
                    only(ValuePath.InJson.class, ValuePath.InJson::pointer, all),
                    only(ValuePath.InEnvelope.class, ValuePath.InEnvelope::pointer, all),
                    only(ValuePath.InXml.class, ValuePath.InXml::path, all));
        }

        private static <L extends ValuePath, T> List<T> only(Class<L> kind, Function<L, T> place, List<ValuePath> all) {
            return all.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .map(place)
                    .toList();
        }
    }

    /** The same with the place of an idempotency key. */
    public EventIdentity withIdempotencyKey(ValuePath place) {
        return new EventIdentity(id, type, typeSuffix, subject, created, livemode, Optional.of(place));
    }

    /** Whether the id is made of the event's own bytes, so that it can't be another's. */
    public boolean hashesBytes() {
        return id.single().anyMatch(ValuePath.BytesHash.class::isInstance);
    }
}
