package dev.sluice.body;

/**
 * Whether Postgres takes a JSON text as {@code jsonb}. It refuses some texts that are valid JSON, and a refusal fails the
 * statement with all its rows, so it has to be known beforehand; asking ({@code pg_input_is_valid}) means that Postgres
 * parses the text twice.
 */
public enum JsonbFit {
    /**
     * Never: there is no JSON in UTF-8, a string holds U+0000 or half of a surrogate pair, or it is nested so deeply that
     * parsing it could exhaust Postgres' stack, which is an error even to the question.
     */
    NONE,
    /** When Postgres says so itself: there is a number of more digits or a larger exponent than is ordinary. */
    ASK,
    /** Without asking. */
    PLAIN;

    /** Deepest nesting that is given to Postgres. */
    public static final int NESTING_LIMIT = 1_000;

    // Far from Postgres' own limits: 131,072 digits before the decimal point and 16,383 after it.
    private static final int LONGEST_ORDINARY_NUMBER = 1_000;
    private static final int LARGEST_ORDINARY_EXPONENT = 1_000;

    private static final int ESCAPED_UNIT = "\\u0000".length();

    /**
     * Decides by one look at the bytes. The tree would not do: of members of one name it keeps only the last, and Postgres
     * reads them all.
     *
     * @param json a text that has been parsed without error, in UTF-8, without byte order mark
     */
    static JsonbFit of(byte[] json) {
        int depth = 0;
        boolean ordinary = true;
        int at = 0;
        while (at < json.length) {
            switch (json[at]) {
                case '"' -> {
                    at = endOfString(json, at);
                    if (at < 0) {
                        return NONE;
                    }
                }
                case '{', '[' -> {
                    at++;
                    if (++depth > NESTING_LIMIT) {
                        return NONE;
                    }
                }
                case '}', ']' -> {
                    at++;
                    depth--;
                }
                case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                    int end = endOfNumber(json, at);
                    ordinary &= isOrdinary(json, at, end);
                    at = end;
                }
                default -> at++;
            }
        }
        return ordinary ? PLAIN : ASK;
    }

    /** The place after a string's closing quote, or -1 when the string holds what jsonb can't. */
    private static int endOfString(byte[] json, int openingQuote) {
        int at = openingQuote + 1;
        while (json[at] != '"') {
            if (json[at] != '\\') {
                at++;
            } else if (json[at + 1] != 'u') {
                at += 2;
            } else {
                char unit = escapedUnit(json, at);
                boolean pair = Character.isHighSurrogate(unit)
                        && json[at + ESCAPED_UNIT] == '\\'
                        && json[at + ESCAPED_UNIT + 1] == 'u'
                        && Character.isLowSurrogate(escapedUnit(json, at + ESCAPED_UNIT));
                if (unit == 0 || (Character.isSurrogate(unit) && !pair)) {
                    return -1;
                }
                at += pair ? 2 * ESCAPED_UNIT : ESCAPED_UNIT;
            }
        }
        return at + 1;
    }

    private static char escapedUnit(byte[] json, int backslash) {
        int unit = 0;
        for (int i = backslash + 2; i < backslash + ESCAPED_UNIT; i++) {
            unit = unit << 4 | Character.digit(json[i], 16);
        }
        return (char) unit;
    }

    private static int endOfNumber(byte[] json, int begin) {
        int end = begin;
        while (end < json.length && isOfNumber(json[end])) {
            end++;
        }
        return end;
    }

    private static boolean isOfNumber(byte each) {
        return (each >= '0' && each <= '9') || each == '-' || each == '+' || each == '.' || isExponentMark(each);
    }

    private static boolean isExponentMark(byte each) {
        return each == 'e' || each == 'E';
    }

    private static boolean isOrdinary(byte[] json, int begin, int end) {
        if (end - begin > LONGEST_ORDINARY_NUMBER) {
            return false;
        }
        int at = begin;
        while (at < end && !isExponentMark(json[at])) {
            at++;
        }
        int exponent = 0;
        for (; at < end; at++) {
            if (json[at] >= '0' && json[at] <= '9') {
                exponent = Math.min(exponent * 10 + json[at] - '0', LARGEST_ORDINARY_EXPONENT + 1);
            }
        }
        return exponent <= LARGEST_ORDINARY_EXPONENT;
    }
}
