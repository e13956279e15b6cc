package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a JSON array into the bytes of its elements. */
public final class JsonItems {
    /** Most elements that are taken; each becomes a record with the headers of the whole. */
    public static final int LIMIT = 2_000;

    private JsonItems() {}

    /**
     * The elements of the array at a pointer, each with its bytes as they stand in the body. A body that is itself an
     * object, where the array was to be the whole, is its only element.
     *
     * @throws UnparsableBodyException if it is not valid JSON in UTF-8, the array is missing or empty, or has more
     *     elements than {@link #LIMIT}
     */
    public static List<byte[]> of(byte[] body, JsonPointer array) throws UnparsableBodyException {
        List<byte[]> items = orNone(body, array);
        if (items.isEmpty()) {
            throw new UnparsableBodyException("There is nothing in the list of events.");
        }
        return items;
    }

    /**
     * The same, where the list may be empty: senders that batch by time have batches of nothing.
     *
     * @throws UnparsableBodyException as above, but for an empty array
     */
    public static List<byte[]> orNone(byte[] body, JsonPointer array) throws UnparsableBodyException {
        requireUtf8(body);
        Optional<List<byte[]>> items;
        try {
            items = read(body, array);
        } catch (IOException e) {
            throw new UnparsableBodyException("The body is not JSON" + JsonValues.position(e) + ".", e);
        }
        return items.orElseThrow(() -> new UnparsableBodyException(
                "There is no list of events" + (array.matches() ? "" : " at " + array) + "."));
    }

    private static Optional<List<byte[]>> read(byte[] body, JsonPointer array)
            throws IOException, UnparsableBodyException {
        CharBuffer text = JsonBodies.utf8(body);
        Optional<List<byte[]>> items;
        try (JsonParser parser = JsonBodies.parser(text)) {
            JsonToken first = parser.nextToken();
            if (array.matches() && first == JsonToken.START_OBJECT) {
                parser.skipChildren();
                items = Optional.of(List.of(body));
            } else {
                items = find(parser, text, array);
            }
            if (parser.nextToken() != null) {
                throw new UnparsableBodyException("There is more after the JSON value.");
            }
        }
        return items;
    }

    private static Optional<List<byte[]>> find(JsonParser parser, CharBuffer text, JsonPointer rest)
            throws IOException, UnparsableBodyException {
        if (rest.matches() && parser.currentToken() == JsonToken.START_ARRAY) {
            return Optional.of(elements(parser, text));
        }
        Optional<List<byte[]>> found = Optional.empty();
        if (!rest.matches() && parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean onTheWay = rest.getMatchingProperty().equals(parser.currentName());
                parser.nextToken();
                if (onTheWay) {
                    // Of members of one name the last counts, as in every tree made of the text.
                    found = find(parser, text, rest.tail());
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        return found;
    }

    private static List<byte[]> elements(JsonParser parser, CharBuffer text)
            throws IOException, UnparsableBodyException {
        List<byte[]> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == LIMIT) {
                throw new UnparsableBodyException("The list has more than " + LIMIT + " events.");
            }
            int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
            parser.skipChildren();
            // Reads the token to its end: of a text the parser has seen only the beginning.
            parser.getTextLength();
            int end = Math.toIntExact(parser.currentLocation().getCharOffset());
            elements.add(text.subSequence(start, end).toString().getBytes(UTF_8));
        }
        return elements;
    }

    /** Elements are taken out of the text, and are the body's bytes again in UTF-8 alone. */
    private static void requireUtf8(byte[] body) throws UnparsableBodyException {
        for (int i = 0; i < Math.min(body.length, 4); i++) {
            if (body[i] == 0 || body[i] == (byte) 0xFE || body[i] == (byte) 0xFF) {
                throw new UnparsableBodyException("A list of events is taken in UTF-8 alone.");
            }
        }
    }
}
