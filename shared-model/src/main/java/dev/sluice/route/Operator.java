package dev.sluice.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The comparisons a {@link Filter} can make. */
public enum Operator {
    EQUALS(1) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return same(value, operands.get(0));
        }
    },
    CONTAINS(1) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            if (value.isArray()) {
                for (JsonNode element : value) {
                    if (same(element, operands.get(0))) {
                        return true;
                    }
                }
                return false;
            }
            return value.asText().contains(operands.get(0));
        }
    },
    /** RE2 syntax: Java's own engine can take exponential time, or all of the stack, on a payload made for it. */
    REGEX(1) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return Pattern.compile(operands.get(0)).matcher(value.asText()).find();
        }

        @Override
        void check(List<String> operands) {
            super.check(operands);
            try {
                Pattern.compile(operands.get(0));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("not a regular expression: " + e.getMessage(), e);
            }
        }
    },
    IN(Arity.ANY) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return operands.stream().anyMatch(operand -> same(value, operand));
        }
    },
    NOT_IN(Arity.ANY) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return operands.stream().noneMatch(operand -> same(value, operand));
        }

        @Override
        boolean absent() {
            return true;
        }
    },
    RANGE(2) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return number(value)
                    .filter(number -> number.compareTo(new BigDecimal(operands.get(0))) >= 0)
                    .filter(number -> number.compareTo(new BigDecimal(operands.get(1))) <= 0)
                    .isPresent();
        }

        @Override
        void check(List<String> operands) {
            super.check(operands);
            requireNumbers(operands);
        }
    },
    GREATER_THAN(1) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return number(value)
                    .filter(number -> number.compareTo(new BigDecimal(operands.get(0))) > 0)
                    .isPresent();
        }

        @Override
        void check(List<String> operands) {
            super.check(operands);
            requireNumbers(operands);
        }
    },
    LESS_THAN(1) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return number(value)
                    .filter(number -> number.compareTo(new BigDecimal(operands.get(0))) < 0)
                    .isPresent();
        }

        @Override
        void check(List<String> operands) {
            super.check(operands);
            requireNumbers(operands);
        }
    },
    EXISTS(0) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return true;
        }
    },
    NOT_EXISTS(0) {
        @Override
        boolean test(JsonNode value, List<String> operands) {
            return false;
        }

        @Override
        boolean absent() {
            return true;
        }
    };

    private static final class Arity {
        static final int ANY = -1;
    }

    private final int arity;

    Operator(int arity) {
        this.arity = arity;
    }

    /** Its name in {@code routes.yaml}. */
    public String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean holds(JsonNode value, List<String> operands) {
        boolean missing = value.isMissingNode() || value.isNull();
        return missing ? absent() : test(value, operands);
    }

    abstract boolean test(JsonNode value, List<String> operands);

    boolean absent() {
        return false;
    }

    void check(List<String> operands) {
        if (arity == Arity.ANY ? operands.isEmpty() : operands.size() != arity) {
            throw new IllegalArgumentException("operator " + yamlName() + " takes "
                    + (arity == Arity.ANY ? "at least one value" : arity + " values") + ", not " + operands.size());
        }
    }

    private static boolean same(JsonNode value, String operand) {
        Optional<BigDecimal> number = number(value);
        if (number.isEmpty()) {
            return value.asText().equals(operand);
        }
        try {
            return number.get().compareTo(new BigDecimal(operand)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    // 1e400 parsed as a double is infinite, which has no decimal value.
    private static Optional<BigDecimal> number(JsonNode value) {
        boolean infinite = (value.isDouble() || value.isFloat()) && !Double.isFinite(value.doubleValue());
        return value.isNumber() && !infinite ? Optional.of(value.decimalValue()) : Optional.empty();
    }

    private static void requireNumbers(List<String> operands) {
        for (String operand : operands) {
            try {
                new BigDecimal(operand);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("not a number: '" + operand + "'", e);
            }
        }
    }
}
