package dev.sluice.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A condition on the values at one place of an event: holds where at least one of them passes, or for {@code not_…} none. */
public final class Filter implements Condition {
    private static final int MOST_SEEN = 10;
    private static final int LONGEST_SEEN = 200;

    private final FilterPlace place;
    private final Operator operator;
    private final List<String> operands;
    private final Predicate<EventValue> test;

    /**
     * @param operands what the values are compared with: none for {@code exists} and {@code not_exists}, two for {@code range}, any
     *     number for {@code in} and {@code not_in}, else one
     * @throws IllegalArgumentException if the operator can't be used with them
     */
    public Filter(FilterPlace place, Operator operator, List<String> operands) {
        this.place = place;
        this.operator = operator;
        this.operands = List.copyOf(operands);
        this.test = operator.compiled(operands);
    }

    @Override
    public boolean holds(RoutableEvent event) {
        return event.any(place, test) != operator.negates();
    }

    @Override
    public String text() {
        String compared = operands.size() == 1 ? operands.getFirst() : operands.toString();
        return place.text() + " " + operator.yamlName() + (operands.isEmpty() ? "" : " " + compared);
    }

    @Override
    public List<String> seen(RoutableEvent event) {
        List<String> seen = new ArrayList<>();
        event.any(place, value -> {
            // As JSON writes it: "1000" and 1000 are to be told apart.
            String text = value.text() != null || value.node().isContainerNode()
                    ? value.node().toString()
                    : "a number of more than a thousand digits";
            seen.add(text.length() > LONGEST_SEEN ? text.substring(0, LONGEST_SEEN) + "…" : text);
            return seen.size() == MOST_SEEN;
        });
        return seen;
    }

    @Override
    public String toString() {
        return text();
    }
}
