package dev.sluice.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A condition on one field of the payload.
 *
 * @param field path of the field, steps separated by dots, array positions as numbers: {@code data.object.amount}
 * @param operator how it is compared
 * @param operands what it is compared with: none for {@code exists} and {@code not_exists}, two for {@code range}, any
 *     number for {@code in} and {@code not_in}, else one
 */
public record Filter(String field, Operator operator, List<String> operands) {
    public Filter {
        operator.check(operands);
    }

    /** Whether the condition holds for a payload; a field that is not there satisfies only {@code not_exists} and {@code not_in}. */
    public boolean holds(JsonNode payload) {
        return operator.holds(at(payload), operands);
    }

    private JsonNode at(JsonNode payload) {
        JsonNode node = payload;
        for (String step : field.split("\\.", -1)) {
            node = node.isArray() && step.matches("\\d{1,9}") ? node.path(Integer.parseInt(step)) : node.path(step);
        }
        return node;
    }
}
