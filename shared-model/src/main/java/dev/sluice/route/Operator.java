package dev.sluice.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The comparisons that a {@link Filter} can make: each is a test of one value, or, with {@code not_} before it, holds where no value
 * passes the test of its counterpart.
 */
public enum Operator {
    EQUALS(1, 1) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            return FilterValue.of(operands.getFirst())::is;
        }
    },
    /** Whatever the case. A list contains its elements, any other value the texts within its own. */
    CONTAINS(1, 1) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            String part = lowerCase(operands.getFirst());
            FilterValue whole = FilterValue.of(operands.getFirst());
            Predicate<EventValue> isElement =
                    element -> whole.is(element) || lowerCase(element).equals(part);
            return value -> value.node().isArray()
                    ? hasElement(value.node(), isElement)
                    : lowerCase(value).contains(part) && value.text() != null;
        }
    },
    /** RE2 syntax: Java's own engine can take exponential time, or all of the stack, on a payload made for it. */
    REGEX(1, 1) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            try {
                Pattern pattern = Pattern.compile(operands.getFirst());
                return value -> {
                    String text = value.text();
                    return text != null
                            && pattern.matcher(text.substring(0, Math.min(text.length(), LONGEST_SEARCHED)))
                                    .find();
                };
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("not a regular expression: " + e.getMessage(), e);
            }
        }
    },
    IN(1, Integer.MAX_VALUE) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            Set<String> texts = Set.copyOf(operands);
            List<FilterValue> numbers = operands.stream()
                    .map(FilterValue::of)
                    .filter(one -> one.number().isPresent())
                    .toList();
            return value -> {
                String text = value.text();
                if (text != null && texts.contains(text)) {
                    return true;
                }
                for (FilterValue one : numbers) {
                    if (one.is(value)) {
                        return true;
                    }
                }
                return false;
            };
        }
    },
    NOT_IN(1, Integer.MAX_VALUE) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            return IN.test(operands);
        }
    },
    /** Bounds are included. */
    RANGE(2, 2) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            BigDecimal from = bound(operands.get(0));
            BigDecimal to = bound(operands.get(1));
            if (from.compareTo(to) > 0) {
                throw new IllegalArgumentException(
                        "no number lies in the range from " + operands.get(0) + " to " + operands.get(1));
            }
            return number(value -> value.compareTo(from) >= 0 && value.compareTo(to) <= 0);
        }
    },
    GREATER_THAN(1, 1) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            BigDecimal bound = bound(operands.getFirst());
            return number(value -> value.compareTo(bound) > 0);
        }
    },
    LESS_THAN(1, 1) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            BigDecimal bound = bound(operands.getFirst());
            return number(value -> value.compareTo(bound) < 0);
        }
    },
    EXISTS(0, 0) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            return value -> true;
        }
    },
    NOT_EXISTS(0, 0) {
        @Override
        Predicate<EventValue> test(List<String> operands) {
            return EXISTS.test(operands);
        }
    };

    /** Characters of a text that a regular expression looks at: a search takes time in proportion, on a stream thread. */
    static final int LONGEST_SEARCHED = 64 * 1024;

    private final int fewest;
    private final int most;

    /** How many operands it takes. */
    Operator(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    /** Its name in {@code routes.yaml}. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The test of one value, made once and used for every event.
     *
     * @throws IllegalArgumentException if this can't be compared with the operands
     */
    final Predicate<EventValue> compiled(List<String> operands) {
        if (operands.size() < fewest || operands.size() > most) {
            throw new IllegalArgumentException("operator " + yamlName() + " takes "
                    + (fewest == most ? fewest + " values" : "at least one value") + ", not " + operands.size());
        }
        return test(operands);
    }

    abstract Predicate<EventValue> test(List<String> operands);

    /** Whether it holds where no value passes the test, none at all included. */
    boolean negates() {
        return this == NOT_IN || this == NOT_EXISTS;
    }

    private static BigDecimal bound(String operand) {
        return FilterValue.of(operand)
                .number()
                .orElseThrow(() -> new IllegalArgumentException("not a number: '" + operand + "'"));
    }

    private static Predicate<EventValue> number(Predicate<BigDecimal> test) {
        return value -> {
            BigDecimal number = value.number();
            return number != null && test.test(number);
        };
    }

    private static boolean hasElement(JsonNode list, Predicate<EventValue> test) {
        for (JsonNode element : list) {
            if (test.test(new EventValue(element))) {
                return true;
            }
        }
        return false;
    }

    /** The text of a value; empty where it has none. */
    private static String lowerCase(EventValue value) {
        String text = value.text();
        return text == null ? "" : lowerCase(text);
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
