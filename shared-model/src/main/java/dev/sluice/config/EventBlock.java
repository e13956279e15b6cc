package dev.sluice.config;

import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.Locator;
import java.util.List;
import java.util.Optional;

/** Reads the {@code event} block of a preset or of a generic endpoint. */
final class EventBlock {
    private static final String FORM = "Write a JSON Pointer such as /id, or header:Name.";

    private EventBlock() {}

    /** Where identity is found, or empty after a mistake. */
    static Optional<EventIdentity> read(YamlSection section) {
        Optional<Locator> id = section.required(
                        "id",
                        "Say where the event's id is, such as id: /id or id: header:X-Event-Id; it tells repeats from new events.")
                .flatMap(EventBlock::locator);
        Optional<Locator> type = section.required("type", "Say where the event's type is, such as type: /type.")
                .flatMap(EventBlock::locator);
        Optional<Locator> typeSuffix = section.value("type_suffix").flatMap(EventBlock::locator);
        Optional<Locator> subject = section.value("object").flatMap(EventBlock::locator);
        Optional<Locator> created = section.value("created").flatMap(EventBlock::locator);
        Optional<Locator> livemode = section.value("livemode").flatMap(EventBlock::locator);
        section.end();
        return id.isEmpty() || type.isEmpty()
                ? Optional.empty()
                : Optional.of(new EventIdentity(id.get(), type.get(), typeSuffix, subject, created, livemode));
    }

    private static Optional<Locator> locator(YamlValue value) {
        List<Locator> places = value.itemOrItems().stream()
                .map(item -> item.parsed(Locator::parse, FORM))
                .flatMap(Optional::stream)
                .toList();
        return switch (places.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(places.get(0));
            default -> Optional.of(new Locator.FirstOf(places));
        };
    }
}
