package dev.sluice.processor.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the audit row needs to know of a body.
 *
 * @param json whether Postgres may be asked to read it as jsonb: it answers what it can't read with null, but nesting that
 *     exhausts its stack, and bytes that are not UTF-8, are errors
 * @param livemode the boolean {@code livemode} at its top
 */
record BodyFacts(boolean json, Optional<Boolean> livemode) {
    private static final BodyFacts OPAQUE = new BodyFacts(false, Optional.empty());
    private static final int DEEPEST = 1000;
    private static final String STARTS = "{[\"-0123456789tfn";
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

    static BodyFacts of(byte[] body) {
        if (!startsAsJson(body) || !isUtf8(body)) {
            return OPAQUE;
        }
        try (JsonParser parser = JSON.createParser(body)) {
            return new BodyFacts(true, livemode(parser));
        } catch (IOException e) {
            return OPAQUE;
        }
    }

    /** Whether a text may be handed to Postgres as jsonb. */
    static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            livemode(parser);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Boolean> livemode(JsonParser parser) throws IOException {
        Optional<Boolean> livemode = Optional.empty();
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (depth == 1 && token.isBoolean() && "livemode".equals(parser.currentName())) {
                livemode = Optional.of(parser.getBooleanValue());
            }
        }
        return livemode;
    }

    private static boolean startsAsJson(byte[] body) {
        for (byte each : body) {
            if (each > ' ') {
                return STARTS.indexOf(each) >= 0;
            }
        }
        return false;
    }

    private static boolean isUtf8(byte[] body) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
