package dev.sluice.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads bodies as JSON: whatever is valid is taken, however long its numbers and names are. */
public final class JsonBodies {
    /** Deepest nesting taken; each level costs memory, and a body of brackets alone has a million of them. */
    public static final int NESTING_LIMIT = 50_000;

    // The defaults refuse valid bodies: numbers of 1,000 digits, 1,000 levels, long names, names whose hashes collide.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_LIMIT)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    // As doubles, 1e400 would be infinite and amounts inexact.
    private static final ObjectReader TREES = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private JsonBodies() {}

    /** A streaming parser over a body. */
    public static JsonParser parser(byte[] body) throws IOException {
        return FACTORY.createParser(body);
    }

    /** The body as a tree, or empty when it is not JSON or holds a number beyond any of Java's. */
    public static Optional<JsonNode> tree(byte[] body) {
        try {
            JsonNode tree = TREES.readValue(body);
            return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (JsonProcessingException | ArithmeticException | NumberFormatException e) {
            // The latter two: valid JSON whose exponent no number of Java's can hold.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("a body in memory could not be read", e);
        }
    }
}
