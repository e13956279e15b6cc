package dev.sluice.route;

import java.util.List;

/**
 * Why a condition holds for an event or does not: what it saw, and the same of each of its parts. Made by asking the conditions that
 * match events, one by one; those too that matching would not have come to.
 *
 * @param condition on one line
 * @param holds whether it does
 * @param seen what it looked at; empty where it is made of parts, or nothing was there
 * @param parts those of its parts
 */
public record Explained(String condition, boolean holds, List<String> seen, List<Explained> parts) {
    /** Explains a condition. */
    public static Explained of(Condition condition, RoutableEvent event) {
        return new Explained(
                condition.text(),
                condition.holds(event),
                condition.seen(event),
                condition.parts().stream().map(part -> of(part, event)).toList());
    }
}
