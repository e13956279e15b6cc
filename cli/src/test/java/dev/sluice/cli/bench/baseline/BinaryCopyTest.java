package dev.sluice.cli.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryCopyTest {
    private static final String HEADER = "5047434f50590aff0d0a00" + "00000000" + "00000000";

    @Test
    void rowsStandBetweenHeaderAndEnd() {
        BinaryCopy copy = new BinaryCopy(0);
        copy.row(2);
        copy.text("é");
        copy.putNull();
        copy.end();

        assertThat(hex(copy)).isEqualTo(HEADER + "0002" + "00000002c3a9" + "ffffffff" + "ffff");
    }

    @Test
    void eachValueHasItsLengthBeforeIt() {
        assertThat(value(copy -> copy.bool(true))).isEqualTo("0000000101");
        assertThat(value(copy -> copy.int4(-2))).isEqualTo("00000004fffffffe");
        assertThat(value(copy -> copy.int8(258))).isEqualTo("000000080000000000000102");
        assertThat(value(copy -> copy.sized("ab".getBytes(UTF_8)))).isEqualTo("000000026162");
        assertThat(value(copy -> copy.jsonb("{}"))).isEqualTo("00000003017b7d");
    }

    @Test
    void timesCountFromTheYear2000() {
        long micros = PlainRow.micros(Instant.parse("2000-01-01T00:00:01.000002Z"));

        assertThat(value(copy -> copy.timestamptz(micros))).isEqualTo("00000008" + "00000000000f4242");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 000000080000000000000000",
        "2599, 0000000a00010000000000000a27",
        "-12345678, 0000000c000200014000000004d2162e",
        "100000000, 0000000e0003000200000000000100000000",
    })
    void numbersHaveDigitsOfTenThousand(long number, String expected) {
        assertThat(value(copy -> copy.numeric(number))).isEqualTo(expected);
    }

    private static String value(Consumer<BinaryCopy> put) {
        BinaryCopy copy = new BinaryCopy(0);
        put.accept(copy);
        return hex(copy).substring(HEADER.length());
    }

    private static String hex(BinaryCopy copy) {
        return HexFormat.of().formatHex(Arrays.copyOf(copy.bytes(), copy.size()));
    }
}
