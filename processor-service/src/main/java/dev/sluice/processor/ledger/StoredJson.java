package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Optional;

/**
 * How a text may become jsonb, and what the audit row needs to know of it.
 *
 * @param livemode the boolean {@code livemode} at its top
 */
record StoredJson(Form form, Optional<Boolean> livemode) {
    private static final StoredJson NONE = new StoredJson(Form.NONE, Optional.empty());
    private static final String STARTS = "{[\"-0123456789tfn";
    private static final int DEEPEST = 1000;
    private static final int LONGEST_PLAIN_NUMBER = 100;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // Names are as many as senders care to invent.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** Whether Postgres may be given it. Asking first means parsing twice. */
    enum Form {
        /** Never: nesting that exhausts its stack, and bytes that are not UTF-8, are errors even to the question. */
        NONE(0),
        /** When it says yes: it refuses some numbers, and escapes for NUL and lone surrogates. */
        ASK(1),
        /** Without asking. */
        PLAIN(2);

        private final int code;

        Form(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** SQL that makes jsonb of {@code text}, or null, as the column with the form's code allows. */
    static String sql(String code, String text) {
        return "CASE %1$s WHEN 2 THEN %2$s::jsonb WHEN 1 THEN CASE WHEN pg_input_is_valid(%2$s, 'jsonb') THEN %2$s::jsonb END END"
                .formatted(code, text);
    }

    static StoredJson of(String text) {
        return of(text.getBytes(UTF_8));
    }

    static StoredJson of(byte[] text) {
        if (!startsAsJson(text) || !isText(text)) {
            return NONE;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            return read(parser, text);
        } catch (IOException e) {
            return NONE;
        }
    }

    private static StoredJson read(JsonParser parser, byte[] text) throws IOException {
        Optional<Boolean> livemode = Optional.empty();
        boolean plain = !hasUnicodeEscape(text);
        int depth = 0;
        int values = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            values += depth == 0 ? 1 : 0;
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isNumeric()) {
                plain &= isPlainNumber(parser, token);
            } else if (depth == 1 && token.isBoolean() && "livemode".equals(parser.currentName())) {
                livemode = Optional.of(parser.getBooleanValue());
            }
        }
        return values == 1 ? new StoredJson(plain ? Form.PLAIN : Form.ASK, livemode) : NONE;
    }

    private static boolean isPlainNumber(JsonParser parser, JsonToken token) throws IOException {
        return parser.getTextLength() <= LONGEST_PLAIN_NUMBER
                && (token == JsonToken.VALUE_NUMBER_INT
                        || !parser.getText().toLowerCase(Locale.ROOT).contains("e"));
    }

    private static boolean startsAsJson(byte[] text) {
        for (byte each : text) {
            if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
                return STARTS.indexOf(each) >= 0;
            }
        }
        return false;
    }

    /** UTF-8 without NUL, which Postgres has no text for. */
    private static boolean isText(byte[] text) {
        for (byte each : text) {
            if (each == 0) {
                return false;
            }
        }
        try {
            var unused = UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean hasUnicodeEscape(byte[] text) {
        for (int i = 1; i < text.length; i++) {
            if (text[i] == 'u' && text[i - 1] == '\\') {
                return true;
            }
        }
        return false;
    }
}
