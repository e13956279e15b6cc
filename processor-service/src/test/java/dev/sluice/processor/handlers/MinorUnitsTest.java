package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.PermanentException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decimals as the list of ISO 4217 has them, and where Stripe's and Adyen's lists differ from it. */
final class MinorUnitsTest {
    @ParameterizedTest
    @CsvSource({
        "EUR, 49.90, 4990",
        "EUR, 49.9, 4990",
        "EUR, 50, 5000",
        "EUR, -0.49, -49",
        "EUR, 0.005, 0.5",
        "JPY, 500, 500",
        "KRW, 1000.00, 1000",
        "HUF, 100, 10000",
        "ISK, 1500, 1500",
        "KWD, 1.234, 1234",
        "BHD, 12, 12000",
        "CLF, 1.2345, 12345"
    })
    void decimalBecomesTheMinorUnit(String currency, String decimal, String minor) throws Exception {
        assertThat(MinorUnits.ofDecimal(new BigDecimal(decimal), currency)).hasToString(minor);
    }

    @ParameterizedTest
    @CsvSource({
        "STRIPE, USD, 1000, 1000",
        "STRIPE, JPY, 500, 500",
        "STRIPE, KWD, 1230, 1230",
        "STRIPE, ISK, 150000, 1500",
        "STRIPE, UGX, 150000, 1500",
        "STRIPE, MGA, 1500, 150000",
        "STRIPE, CLP, 1500, 1500",
        "ADYEN, CLP, 150000, 1500",
        "ADYEN, ISK, 150000, 1500",
        "ADYEN, IDR, 1500, 150000",
        "ADYEN, CVE, 1500, 150000",
        "ADYEN, MGA, 1500, 1500",
        "ISO, CLP, 1500, 1500"
    })
    void exceptionsOfAProviderAreConverted(MinorUnits units, String currency, String amount, String minor)
            throws Exception {
        assertThat(units.convert(new BigDecimal(amount), currency)).hasToString(minor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1e2147483647", "1e-2147483647"})
    void numberThatNobodyCouldWriteOutIsRefused(String amount) {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> MinorUnits.ofDecimal(new BigDecimal(amount), "EUR"))
                .withMessage("an amount has more than 60 digits");
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> MinorUnits.STRIPE.convert(new BigDecimal(amount), "ISK"));
    }

    @Test
    void whatIsNoCurrencyIsNotGuessed() {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> MinorUnits.ofDecimal(BigDecimal.ONE, "EURO"))
                .withMessage("'EURO' is not a currency of ISO 4217");
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> MinorUnits.ofDecimal(BigDecimal.ONE, "XAU"))
                .withMessage("'XAU' has no minor unit in ISO 4217");
    }
}
