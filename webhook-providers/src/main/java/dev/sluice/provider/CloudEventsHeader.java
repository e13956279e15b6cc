package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * How CloudEvents writes an attribute's value in a header: percent-encoded, and in quotes as older senders do.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values">HTTP
 *     binding, 3.1.3.2</a>
 */
final class CloudEventsHeader {
    private CloudEventsHeader() {}

    /** The value, first without quotes, then with one round of percent-decoding; what is no escape is left as it is. */
    static String decoded(String header) {
        String text = unquoted(header.strip());
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' && i + 2 < bytes.length ? octet(bytes[i + 1], bytes[i + 2]) : -1;
            decoded.write(escaped < 0 ? bytes[i] : escaped);
            i += escaped < 0 ? 0 : 2;
        }
        return decoded.toString(UTF_8);
    }

    private static int octet(byte high, byte low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : first << 4 | second;
    }

    /** RFC 9110, section 5.6.4: within quotes, a backslash stands before a character that is meant as it is. */
    private static String unquoted(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            boolean escape = text.charAt(i) == '\\' && i + 1 < text.length() - 1;
            plain.append(text.charAt(escape ? ++i : i));
        }
        return plain.toString();
    }
}
