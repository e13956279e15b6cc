package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a form or of a query string, decoded, in the order sent; immutable. */
public final class FormFields {
    /** Most fields that are read; a body of ampersands alone would have a million. */
    public static final int LIMIT = 2_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Map<String, List<String>> values;

    private FormFields(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads a form's body.
     *
     * @throws UnparsableBodyException if it begins as JSON does or there are more fields than
     *     {@link #LIMIT}
     */
    public static FormFields of(byte[] body) throws UnparsableBodyException {
        String text = new String(body, UTF_8);
        // Signatures rarely cover the content type, and JSON with & and = in its strings would parse as a form.
        if (beginsAsJson(text)) {
            throw new UnparsableBodyException("What is to be a form begins as JSON does.");
        }
        return of(text);
    }

    /**
     * Reads the query of a URL; none where it has none.
     *
     * @throws UnparsableBodyException if there are more fields than {@link #LIMIT}
     */
    public static FormFields ofQuery(String url) throws UnparsableBodyException {
        int query = url.indexOf('?');
        return of(query < 0 ? "" : url.substring(query + 1));
    }

    private static FormFields of(String text) throws UnparsableBodyException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        int fields = 0;
        for (int start = 0; start < text.length(); ) {
            int next = text.indexOf('&', start);
            int end = next < 0 ? text.length() : next;
            if (end > start) {
                if (++fields > LIMIT) {
                    throw new UnparsableBodyException("The form has more than " + LIMIT + " fields.");
                }
                // To the field's end alone: 2,000 bare fields would have the rest of the body searched as often.
                int equals = text.indexOf('=', start, end);
                boolean bare = equals < 0;
                String name = decoded(text.substring(start, bare ? end : equals));
                String value = bare ? "" : decoded(text.substring(equals + 1, end));
                values.computeIfAbsent(name, field -> new ArrayList<>(1)).add(value);
            }
            start = end + 1;
        }
        return new FormFields(values);
    }

    private static boolean beginsAsJson(String text) {
        int start = 0;
        while (start < text.length() && (text.charAt(start) <= ' ' || text.charAt(start) == BYTE_ORDER_MARK)) {
            start++;
        }
        return start < text.length() && (text.charAt(start) == '{' || text.charAt(start) == '[');
    }

    /** Whether the field is the first that was sent. */
    public boolean beginsWith(String name) {
        return !values.isEmpty() && values.keySet().iterator().next().equals(name);
    }

    /** The first value of a field. */
    public Optional<String> first(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getFirst);
    }

    /** Name to values, in the order sent. */
    public Map<String, List<String>> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** A percent sign that begins no escape stands for itself, as in browsers (WHATWG URL, "percent-decode"). */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' ? octet(bytes, i + 1) : -1;
            if (escaped >= 0) {
                decoded.write(escaped);
                i += 2;
            } else {
                decoded.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return decoded.toString(UTF_8);
    }

    /** What two hex digits mean, or -1 where there are none. */
    private static int octet(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at], 16);
        int low = Character.digit(bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
