package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FilterTest {
    private static final String PAYLOAD = """
            {"amount": 1000, "exact": 10.50, "huge": 1e400, "name": "Acme Ltd", "live": true, "none": null, "digits": "1000",
             "price": "10.00", "id": "0012", "scientific": 1e3, "beyond": 1e999999999, "text_beyond": "1e99999999999",
             "tags": ["new", 7], "deep": {"list": [{"id": "x", "n": 1}, {"id": "y", "n": 20}, {"n": null}]}, "object": {},
             "a.b": "dotted", "*": "star", "grid": [[1, 2], [3]]}""";
    private static final String HEADERS = """
            {"x-kind": "push", "x-many": ["one", "Two"], "content-length": "17"}""";

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
            name           | CONTAINS     | ACME      | true
            tags           | CONTAINS     | NEW       | true
            tags           | CONTAINS     | 7.0       | true
            object         | EQUALS       | ''          | false
            object         | REGEX        | .*        | false
            tags           | EQUALS       | new       | false
            tags.*         | EQUALS       | new       | true
            tags.1         | LESS_THAN    | 8         | true
            deep.list.*.id | EQUALS       | y         | true
            deep.list.*.id | IN           | a;z       | false
            deep.list.*.id | NOT_IN       | a;z       | true
            deep.list.*.id | NOT_IN       | a;y       | false
            deep.list.*.n  | GREATER_THAN | 10        | true
            deep.list.*.no | EXISTS       |           | false
            deep.list.*.no | NOT_EXISTS   |           | true
            grid.*.*       | EQUALS       | 3         | true
            grid.*.1       | EQUALS       | 2         | true
            *.list.0.id    | EQUALS       | x         | true
            a\\.b           | EQUALS       | dotted    | true
            \\*             | EQUALS       | star      | true
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
            digits         | RANGE        | 0;9999    | true
            name           | RANGE        | 0;9999    | false
            missing        | RANGE        | 0;9999    | false
            amount         | GREATER_THAN | 999.99    | true
            amount         | GREATER_THAN | 1000      | false
            huge           | GREATER_THAN | 1e399     | true
            digits         | GREATER_THAN | 1         | true
            digits         | EQUALS       | 1e3       | true
            price          | EQUALS       | 10        | true
            price          | IN           | 9;10.0    | true
            price          | LESS_THAN    | 10.01     | true
            id             | EQUALS       | 12        | false
            id             | EQUALS       | 0012      | true
            id             | GREATER_THAN | 1         | false
            scientific     | EQUALS       | 1000      | true
            scientific     | RANGE        | 1000;1000 | true
            beyond         | GREATER_THAN | 1e999999998 | true
            beyond         | EQUALS       | 1000      | false
            beyond         | EQUALS       | 1e999999999 | true
            beyond         | REGEX        | E         | true
            text_beyond    | GREATER_THAN | 1         | false
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
        assertThat(holds(FilterPlace.field(field), operator, operands)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X-Kind         | EQUALS       | push      | true
            x-kind         | EQUALS       | Push      | false
            X-Many         | EQUALS       | Two       | true
            X-Many         | CONTAINS     | wo        | true
            X-Many         | NOT_IN       | one       | false
            Content-Length | GREATER_THAN | 16        | true
            X-None         | EXISTS       |           | false
            X-None         | NOT_EXISTS   |           | true
            """)
    void headerIsLookedAt(String name, Operator operator, String operands, boolean expected) {
        assertThat(holds(FilterPlace.header(name), operator, operands)).isEqualTo(expected);
    }

    private static boolean holds(FilterPlace place, Operator operator, String operands) {
        List<String> values = operands == null ? List.of() : List.of(operands.split(";", -1));
        return new Filter(place, operator, values).holds(ConditionTest.event(Optional.empty(), PAYLOAD, HEADERS));
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void wrongNumberOfValuesIsRefused(Operator operator) {
        List<String> wrong = switch (operator) {
            case EXISTS, NOT_EXISTS -> List.of("1");
            default -> List.of();
        };

        assertThatThrownBy(() -> new Filter(FilterPlace.field("amount"), operator, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(operator.yamlName());
    }

    @Test
    void valuesThatCannotBeComparedAreRefused() {
        assertThatThrownBy(() -> new Filter(FilterPlace.field("a"), Operator.REGEX, List.of("(")))
                .hasMessageContaining("regular expression");
        assertThatThrownBy(() -> new Filter(FilterPlace.field("a"), Operator.LESS_THAN, List.of("few")))
                .hasMessageContaining("'few'");
        assertThatThrownBy(() -> new Filter(FilterPlace.field("a"), Operator.RANGE, List.of("1", "many")))
                .hasMessageContaining("'many'");
    }

    @Test
    void pathWithAnEmptyStepIsRefused() {
        for (String path : List.of("", ".", "a..b", ".a", "a.")) {
            assertThatThrownBy(() -> FilterPlace.field(path)).as(path).hasMessageContaining("not a path");
        }
    }

    @Test
    @Timeout(10)
    void patternAndPayloadMadeToHangDoNot() {
        RoutableEvent event = ConditionTest.event("{\"n\": \"" + "a".repeat(60_000) + "!\"}");

        for (String pattern : List.of("^(a+)+$", "^(a|aa)+$", "^(a|b)*$")) {
            assertThat(new Filter(FilterPlace.field("n"), Operator.REGEX, List.of(pattern)).holds(event))
                    .as(pattern)
                    .isFalse();
        }
    }

    @Test
    void regularExpressionLooksAtTheBeginningOfALongText() {
        Filter filter = new Filter(FilterPlace.field("n"), Operator.REGEX, List.of("needle"));

        assertThat(filter.holds(
                        ConditionTest.event("{\"n\":\"" + "x".repeat(Operator.LONGEST_SEARCHED - 6) + "needle\"}")))
                .isTrue();
        assertThat(filter.holds(ConditionTest.event("{\"n\":\"" + "x".repeat(Operator.LONGEST_SEARCHED) + "needle\"}")))
                .isFalse();
    }

    /** A text of a million digits takes half a minute to become a number; a number of as many is one already. */
    @Test
    @Timeout(10)
    void numbersOfAMillionDigitsAreNeitherReadNorWrittenOut() {
        String digits = "9".repeat(1_000_000);
        RoutableEvent event = ConditionTest.event(
                "{\"number\": %s, \"text\": \"%s\", \"fraction\": 0.%s}".formatted(digits, digits, digits));

        for (int repeat = 0; repeat < 1000; repeat++) {
            for (String field : List.of("number", "text", "fraction")) {
                for (Operator operator : List.of(Operator.EQUALS, Operator.GREATER_THAN, Operator.LESS_THAN)) {
                    assertThat(new Filter(FilterPlace.field(field), operator, List.of("1")).holds(event))
                            .isFalse();
                }
            }
        }
        assertThat(new Filter(FilterPlace.field("number"), Operator.REGEX, List.of("9")).holds(event))
                .isFalse();
    }
}
