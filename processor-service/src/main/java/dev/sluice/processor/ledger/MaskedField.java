package dev.sluice.processor.ledger;

import dev.sluice.route.FilterPlace;
import java.util.Arrays;
import java.util.List;

/**
 * A field of payloads that analysts do not see.
 *
 * @param endpoint whose events have it; empty for every endpoint
 * @param path steps from the outermost value inwards, as {@code webhook_masked_field.path} has them
 */
public record MaskedField(String endpoint, List<String> path) {
    /**
     * Reads what {@code SLUICE_MASKED_FIELDS} says: paths separated by commas, as filters of routes write them, each behind an
     * endpoint and a colon where it is for that one alone.
     *
     * @throws IllegalArgumentException if one is no path
     */
    public static List<MaskedField> parse(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(each -> one(each.strip()))
                        .distinct()
                        .toList();
    }

    private static MaskedField one(String text) {
        int colon = text.indexOf(':');
        List<String> path = FilterPlace.Field.parse(text.substring(colon + 1)).steps().stream()
                .map(step -> step.each() ? "*" : step.name().equals("*") ? "\\*" : step.name())
                .toList();
        return new MaskedField(colon < 0 ? "" : text.substring(0, colon), path);
    }
}
