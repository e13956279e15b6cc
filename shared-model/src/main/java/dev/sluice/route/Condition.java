package dev.sluice.route;

import java.util.List;
import java.util.stream.Collectors;

/** What may hold for an event, and may not. A route takes the events for which its condition holds. */
public sealed interface Condition permits Condition.All, Condition.Any, Condition.Not, AttributeCondition, Filter {
    /** Whether it holds for an event. */
    boolean holds(RoutableEvent event);

    /** The condition on one line, such as {@code data.object.amount greater_than 1000}; without its parts. */
    String text();

    /** The conditions it is made of. */
    default List<Condition> parts() {
        return List.of();
    }

    /** What it looks at in an event, as texts for people; empty where it looks at its parts alone, or finds nothing. */
    default List<String> seen(RoutableEvent event) {
        return List.of();
    }

    /** Holds where all of its parts do; without any, always. */
    record All(List<Condition> parts) implements Condition {
        /** Holds for every event. */
        public static final Condition EVERYTHING = new All(List.of());

        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(RoutableEvent event) {
            for (Condition part : parts) {
                if (!part.holds(event)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String text() {
            return parts.isEmpty() ? "every event" : "all of";
        }

        @Override
        public String toString() {
            return "all" + joined(parts);
        }
    }

    /** Holds where at least one of its parts does. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(RoutableEvent event) {
            for (Condition part : parts) {
                if (part.holds(event)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String text() {
            return "any of";
        }

        @Override
        public String toString() {
            return "any" + joined(parts);
        }
    }

    /** Holds where its part does not. */
    record Not(Condition part) implements Condition {
        @Override
        public boolean holds(RoutableEvent event) {
            return !part.holds(event);
        }

        @Override
        public String text() {
            return "not";
        }

        @Override
        public List<Condition> parts() {
            return List.of(part);
        }

        @Override
        public String toString() {
            return "not" + joined(parts());
        }
    }

    private static String joined(List<Condition> parts) {
        return parts.stream().map(Condition::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
