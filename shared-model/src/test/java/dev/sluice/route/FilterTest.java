package dev.sluice.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.sluice.body.JsonBodies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FilterTest {
    private static final JsonNode PAYLOAD = JsonBodies.tree("""
            {"amount": 1000, "exact": 10.50, "huge": 1e400, "name": "Acme Ltd", "live": true, "none": null, "digits": "1000",
             "tags": ["new", 7], "deep": {"list": [{"id": "x"}]}, "object": {}}""".getBytes(UTF_8)).orElseThrow();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            amount         | EQUALS       | 1000      | true
            amount         | EQUALS       | 1000.0    | true
            amount         | EQUALS       | 1001      | false
            amount         | EQUALS       | many      | false
            exact          | EQUALS       | 10.5      | true
            name           | EQUALS       | Acme Ltd  | true
            name           | EQUALS       | acme ltd  | false
            live           | EQUALS       | true      | true
            object         | EQUALS       | {}        | false
            deep.list.0.id | EQUALS       | x         | true
            deep.list.1.id | EQUALS       | x         | false
            missing        | EQUALS       | x         | false
            name           | CONTAINS     | me L      | true
            name           | CONTAINS     | you       | false
            tags           | CONTAINS     | new       | true
            tags           | CONTAINS     | 7         | true
            tags           | CONTAINS     | ne        | false
            missing        | CONTAINS     | x         | false
            name           | REGEX        | ^Acme     | true
            name           | REGEX        | ^cme      | false
            amount         | REGEX        | ^1.*0$    | true
            missing        | REGEX        | .*        | false
            amount         | IN           | 1;1000    | true
            amount         | IN           | 1;2       | false
            missing        | IN           | 1;2       | false
            amount         | NOT_IN       | 1;1000    | false
            amount         | NOT_IN       | 1;2       | true
            missing        | NOT_IN       | 1;2       | true
            amount         | RANGE        | 1000;1001 | true
            amount         | RANGE        | 999;1000  | true
            amount         | RANGE        | 1001;2000 | false
            digits         | RANGE        | 0;9999    | false
            name           | RANGE        | 0;9999    | false
            missing        | RANGE        | 0;9999    | false
            amount         | GREATER_THAN | 999.99    | true
            amount         | GREATER_THAN | 1000      | false
            huge           | GREATER_THAN | 1e399     | true
            digits         | GREATER_THAN | 1         | false
            missing        | GREATER_THAN | 1         | false
            amount         | LESS_THAN    | 1000.01   | true
            amount         | LESS_THAN    | 1000      | false
            live           | LESS_THAN    | 5         | false
            missing        | LESS_THAN    | 5         | false
            amount         | EXISTS       |           | true
            none           | EXISTS       |           | false
            missing        | EXISTS       |           | false
            amount.deeper  | EXISTS       |           | false
            amount         | NOT_EXISTS   |           | false
            none           | NOT_EXISTS   |           | true
            missing        | NOT_EXISTS   |           | true
            """)
    void operatorHoldsOrNot(String field, Operator operator, String operands, boolean expected) {
        List<String> values = operands == null ? List.of() : List.of(operands.split(";", -1));

        assertThat(new Filter(field, operator, values).holds(PAYLOAD)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void wrongNumberOfValuesIsRefused(Operator operator) {
        List<String> wrong = switch (operator) {
            case EXISTS, NOT_EXISTS -> List.of("1");
            default -> List.of();
        };

        assertThatThrownBy(() -> new Filter("amount", operator, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(operator.yamlName());
    }

    @Test
    void valuesThatCannotBeComparedAreRefused() {
        assertThatThrownBy(() -> new Filter("a", Operator.REGEX, List.of("(")))
                .hasMessageContaining("regular expression");
        assertThatThrownBy(() -> new Filter("a", Operator.LESS_THAN, List.of("few")))
                .hasMessageContaining("'few'");
        assertThatThrownBy(() -> new Filter("a", Operator.RANGE, List.of("1", "many")))
                .hasMessageContaining("'many'");
    }

    @Test
    @Timeout(10)
    void patternAndPayloadMadeToHangDoNot() {
        JsonNode payload = new ObjectMapper().createObjectNode().put("n", "a".repeat(100_000) + "!");

        for (String pattern : List.of("^(a+)+$", "^(a|aa)+$", "^(a|b)*$")) {
            assertThat(new Filter("n", Operator.REGEX, List.of(pattern)).holds(payload))
                    .as(pattern)
                    .isFalse();
        }
    }

    @Test
    void infiniteNumberOfAnotherParserFailsNothing() {
        JsonNode payload = new ObjectMapper().createObjectNode().set("n", new DoubleNode(Double.POSITIVE_INFINITY));

        for (Operator operator : List.of(Operator.EQUALS, Operator.GREATER_THAN, Operator.LESS_THAN)) {
            assertThat(new Filter("n", operator, List.of("1")).holds(payload)).isFalse();
        }
    }
}
