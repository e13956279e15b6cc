package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/** Reads bodies as JSON: whatever is valid is taken, however long its numbers and names are. */
public final class JsonBodies {
    /** Deepest nesting taken; each level costs memory, and a body of brackets alone has a million of them. */
    public static final int NESTING_LIMIT = 50_000;

    private static final int BUFFERS = 64;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    // The defaults refuse valid bodies: numbers of 1,000 digits, 1,000 levels, long names, names whose hashes collide.
    // Without the table of names, which takes a quarter of a second for a body of names of one hash.
    // The buffers are shared: those of a virtual thread would serve one request.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_LIMIT)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
            .build();

    // As doubles, 1e400 would be infinite and amounts inexact.
    private static final ObjectReader TREES = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private JsonBodies() {}

    /** A streaming parser over a body; text that is not UTF-8 is refused here or when it is met. */
    public static JsonParser parser(byte[] body) throws IOException {
        if (mayBeOtherUnicode(body)) {
            return FACTORY.createParser(body);
        }
        return parser(utf8(body));
    }

    /** One over text, which knows at which character of it it is. */
    static JsonParser parser(CharBuffer text) throws IOException {
        return FACTORY.createParser(text.array(), text.arrayOffset(), text.length());
    }

    /** The body's characters but for a byte order mark; encoded again, they are the very same bytes. */
    static CharBuffer utf8(byte[] body) throws CharacterCodingException {
        int mark = startsWith(body, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        // Strictly: the parser by itself would put a replacement character for what it can't read.
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(body, mark, body.length - mark));
    }

    /** The bytes of a text that has been parsed but for a byte order mark, or empty where they are not UTF-8. */
    static Optional<byte[]> utf8Text(byte[] json) {
        if (mayBeOtherUnicode(json)) {
            return Optional.empty();
        }
        return Optional.of(
                startsWith(json, BYTE_ORDER_MARK)
                        ? Arrays.copyOfRange(json, BYTE_ORDER_MARK.length, json.length)
                        : json);
    }

    /** Whether it is UTF-16 or UTF-32, as JSON was once allowed to be (RFC 4627, section 3). */
    private static boolean mayBeOtherUnicode(byte[] body) {
        for (int i = 0; i < Math.min(body.length, 4); i++) {
            if (body[i] == 0 || body[i] == (byte) 0xFE || body[i] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] body, byte[] mark) {
        return body.length >= mark.length && Arrays.equals(body, 0, mark.length, mark, 0, mark.length);
    }

    /** The body as a tree, or empty when it is not JSON or holds a number beyond any of Java's. */
    public static Optional<JsonNode> tree(byte[] body) {
        try (JsonParser parser = parser(body)) {
            JsonNode tree = TREES.readValue(parser);
            return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            // The latter two: valid JSON whose exponent no number of Java's can hold.
            return Optional.empty();
        }
    }
}
