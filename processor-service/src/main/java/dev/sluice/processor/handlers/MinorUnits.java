package dev.sluice.processor.handlers;

import dev.sluice.handler.PermanentException;
import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * Amounts in the minor unit that ISO 4217 gives their currency: cents of EUR, whole JPY, thousandths of KWD. The number of
 * decimals comes from {@link Currency}; where a provider counts otherwise, its amounts are converted.
 */
enum MinorUnits {
    /** Every currency as ISO 4217 has it. */
    ISO,
    /**
     * Stripe's exceptions.
     *
     * @see <a href="https://docs.stripe.com/currencies#special-cases">docs.stripe.com/currencies</a>
     */
    STRIPE,
    /**
     * Adyen's exceptions, which its list marks as differing from the standard.
     *
     * @see <a href="https://docs.adyen.com/development-resources/currency-codes">docs.adyen.com/development-resources/currency-codes</a>
     */
    ADYEN;

    private static final int MOST_DIGITS = 60;

    /**
     * The amount in ISO 4217's minor unit.
     *
     * @param amount in the minor unit as the provider counts it
     * @param currency upper case
     */
    BigDecimal convert(BigDecimal amount, String currency) throws PermanentException {
        Integer decimals = exception(currency);
        return decimals == null ? amount : ofDecimal(bounded(amount).movePointLeft(decimals), currency);
    }

    private @Nullable Integer exception(String currency) {
        return switch (this) {
            case ISO -> null;
            case STRIPE ->
                switch (currency) {
                    case "ISK", "UGX" -> 2;
                    case "MGA" -> 0;
                    default -> null;
                };
            case ADYEN ->
                switch (currency) {
                    case "CLP", "ISK" -> 2;
                    case "CVE", "IDR" -> 0;
                    default -> null;
                };
        };
    }

    /**
     * The amount in ISO 4217's minor unit; a fraction of it is kept.
     *
     * @param amount in the currency itself, such as 49.90
     * @param currency upper case
     * @throws PermanentException if that is no currency, or no amount of one
     */
    static BigDecimal ofDecimal(BigDecimal amount, String currency) throws PermanentException {
        BigDecimal minor = bounded(amount).movePointRight(decimals(currency)).stripTrailingZeros();
        return minor.scale() < 0 ? minor.setScale(0) : minor;
    }

    /** The amount, if it can be reckoned with: a number such as 1e999999999 is short as long as nobody writes it out. */
    static BigDecimal bounded(BigDecimal amount) throws PermanentException {
        if (Math.abs((long) amount.scale()) > MOST_DIGITS || amount.precision() > MOST_DIGITS) {
            throw new PermanentException("an amount has more than " + MOST_DIGITS + " digits");
        }
        return amount;
    }

    private static int decimals(String currency) throws PermanentException {
        try {
            int decimals = Currency.getInstance(currency).getDefaultFractionDigits();
            if (decimals >= 0) {
                return decimals;
            }
        } catch (IllegalArgumentException e) {
            throw new PermanentException("'" + currency + "' is not a currency of ISO 4217", e);
        }
        throw new PermanentException("'" + currency + "' has no minor unit in ISO 4217");
    }
}
