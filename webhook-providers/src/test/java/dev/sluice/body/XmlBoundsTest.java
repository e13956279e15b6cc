package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlBoundsTest {
    private static final XmlPath SECOND = XmlPath.parse("/Order/Item[2]/Id");
    private static final XmlPath ANY = XmlPath.parse("//Id");

    @Test
    void positionsAreCountedAmongSiblingsOfOneName() throws Exception {
        XmlValues values = XmlValues.read(
                "<Order><Item><Id>a</Id></Item><Other/><Item><Id>b</Id></Item></Order>".getBytes(UTF_8),
                List.of(SECOND, ANY));

        assertThat(values.at(SECOND)).contains("b");
        assertThat(values.at(ANY)).contains("a");
    }

    @Test
    void whatIsBesideThePathIsPassedOver() throws Exception {
        XmlValues values = XmlValues.read(
                "<Order><Note><Item><Id>x</Id></Item></Note><Item/><Item><Id>b</Id></Item></Order>".getBytes(UTF_8),
                List.of(SECOND));

        assertThat(values.at(SECOND)).contains("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<e%d/>", "<e a%d=''/>", "<?p%d?>"})
    void moreNamesThanAnyOrderHasAreRefused(String named) {
        String names = IntStream.range(0, 2_100).mapToObj(named::formatted).collect(Collectors.joining());

        assertThatThrownBy(() -> XmlValues.read(("<Order>" + names + "</Order>").getBytes(UTF_8), List.of(SECOND)))
                .isInstanceOf(UnparsableBodyException.class)
                .hasMessageContaining("names");
    }
}
