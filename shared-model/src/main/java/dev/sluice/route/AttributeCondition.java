package dev.sluice.route;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds where an event's attribute is one of several.
 *
 * @param attribute what is looked at
 * @param patterns at least one
 */
public record AttributeCondition(Attribute attribute, List<EventPattern> patterns) implements Condition {
    public AttributeCondition {
        patterns = List.copyOf(patterns);
    }

    @Override
    public boolean holds(RoutableEvent event) {
        return attribute.is(event, this::takes);
    }

    private boolean takes(String value) {
        for (EventPattern pattern : patterns) {
            if (pattern.matches(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String text() {
        return attribute.yamlName() + ": "
                + patterns.stream().map(EventPattern::text).collect(Collectors.joining(", "));
    }

    @Override
    public List<String> seen(RoutableEvent event) {
        List<String> seen = new ArrayList<>();
        attribute.is(event, value -> {
            seen.add(value);
            return false;
        });
        return seen.stream().distinct().toList();
    }

    @Override
    public String toString() {
        return text();
    }
}
