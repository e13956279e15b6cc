package dev.sluice.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One value of an event as filters compare it. A number is one in whatever form: 1000, 1000.0, 1e3, and the text "1000", since the
 * values of forms and XML, and the amounts of some providers, are all texts. Read once for all filters that look at it; not
 * thread-safe.
 */
final class EventValue {
    /** RFC 8259, section 6: neither leading zeros, which ids have, nor a plus. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** Longest text that is read as a number: reading one takes time by the square of its length. */
    private static final int LONGEST = 100;

    /** Some thousand decimal digits. */
    private static final int MOST_BITS = 3400;

    private final JsonNode node;
    private boolean read;
    private @Nullable String text;
    private @Nullable BigDecimal number;

    EventValue(JsonNode node) {
        this.node = node;
    }

    JsonNode node() {
        return node;
    }

    /** Its text; null for objects and lists, and for numbers of more than a thousand digits. */
    @Nullable
    String text() {
        read();
        return text;
    }

    /**
     * The number that it is or writes; null for other values, and for numbers of more than a thousand digits. It is never written out:
     * 1e999999999 has one digit.
     */
    @Nullable
    BigDecimal number() {
        read();
        return number;
    }

    private void read() {
        if (!read) {
            read = true;
            if (!node.isContainerNode() && !isHuge()) {
                text = node.asText();
                number = node.isTextual() ? number(text) : node.isNumber() && isFinite() ? node.decimalValue() : null;
            }
        }
    }

    /** The number that a text writes; null where it writes none. */
    static @Nullable BigDecimal number(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !mayBegin(text.charAt(0))) {
            return null;
        }
        try {
            return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
        } catch (NumberFormatException e) {
            // Its exponent is beyond all of Java's.
            return null;
        }
    }

    private static boolean mayBegin(char first) {
        return first == '-' || (first >= '0' && first <= '9');
    }

    private boolean isHuge() {
        return (node.isBigInteger() && node.bigIntegerValue().bitLength() > MOST_BITS)
                || (node.isBigDecimal() && node.decimalValue().unscaledValue().bitLength() > MOST_BITS);
    }

    // A double of another parser may be infinite, which has no decimal value.
    private boolean isFinite() {
        return !(node.isDouble() || node.isFloat()) || Double.isFinite(node.doubleValue());
    }
}
