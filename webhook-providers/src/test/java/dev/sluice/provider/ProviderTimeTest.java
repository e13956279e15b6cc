package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTimeTest {
    @ParameterizedTest
    @CsvSource({
        "1640995200,                   2022-01-01T00:00:00Z",
        "1640995200.25,                2022-01-01T00:00:00.250Z",
        "1640995200123,                2022-01-01T00:00:00.123Z",
        "0,                            1970-01-01T00:00:00Z",
        "-1.5,                         1969-12-31T23:59:58.500Z",
        "2022-01-01T00:00:00Z,         2022-01-01T00:00:00Z",
        "2022-01-01T01:00:00.5+01:00,  2022-01-01T00:00:00.500Z"
    })
    void everyFormIsRead(String text, Instant expected) {
        assertThat(ProviderTime.read(text)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "1e9",
                "999999999999999",
                "99999999999999999999",
                "-99999999999999",
                "2022-01-01",
                "+12022-01-01T00:00:00Z",
                "0000-12-31T23:59:59Z",
                "2022-13-01T00:00:00Z",
                "true"
            })
    void whatCannotBeReadIsAbsent(String text) {
        assertThat(ProviderTime.read(text)).isEmpty();
    }
}
