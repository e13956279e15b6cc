package dev.sluice.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scalars found at pointers into a JSON text: read in one pass over all of it, without building a tree. */
public final class JsonValues {
    private static final int NAMES_LIMIT = 64;

    private final Map<JsonPointer, String> found = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private boolean scalar;

    private JsonValues() {}

    /**
     * Reads the whole text and keeps what is at the pointers.
     *
     * @throws UnparsableBodyException if it is not one valid JSON value
     */
    public static JsonValues read(byte[] json, Collection<JsonPointer> pointers) throws UnparsableBodyException {
        JsonValues values = new JsonValues();
        List<Open> open =
                pointers.stream().map(pointer -> new Open(pointer, pointer)).toList();
        try (JsonParser parser = JsonBodies.parser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new UnparsableBodyException("The body is empty.");
            }
            values.scalar = first.isScalarValue();
            if (first == JsonToken.START_OBJECT) {
                values.root(parser, open);
            } else {
                values.value(parser, open);
            }
            if (parser.nextToken() != null) {
                throw new UnparsableBodyException("There is more after the JSON value.");
            }
        } catch (IOException e) {
            throw new UnparsableBodyException("The body is not JSON" + position(e) + ".", e);
        }
        return values;
    }

    /** The text at a pointer; numbers and booleans as written. Absent for null, objects and arrays. */
    public Optional<String> at(JsonPointer pointer) {
        return Optional.ofNullable(found.get(pointer));
    }

    /** Whether the whole text is a number, a string, a boolean or null. */
    public boolean isScalar() {
        return scalar;
    }

    /** The first member of the outermost object whose name ends so, among the first of them. */
    public Optional<String> nameEndingWith(String ending) {
        return names.stream().filter(name -> name.endsWith(ending)).findFirst();
    }

    /** A pointer and what is left of it at the place the parser is at. */
    private record Open(JsonPointer whole, JsonPointer rest) {}

    private void root(JsonParser parser, List<Open> open) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (names.size() < NAMES_LIMIT) {
                names.add(name);
            }
            parser.nextToken();
            value(parser, within(open, name));
        }
    }

    // Goes down only along the pointers, so the depth of a body can't exhaust the stack.
    private void value(JsonParser parser, List<Open> open) throws IOException {
        JsonToken token = parser.currentToken();
        for (Open reached : open) {
            // Of members of one name the last counts, with all that is in it, as in every tree made of the text.
            found.remove(reached.whole());
        }
        if (open.isEmpty()) {
            parser.skipChildren();
        } else if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                List<Open> inside = within(open, parser.currentName());
                parser.nextToken();
                value(parser, inside);
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                value(parser, within(open, index));
            }
        } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            for (Open reached : open) {
                if (reached.rest().matches()) {
                    found.put(reached.whole(), parser.getText());
                }
            }
        }
    }

    private static List<Open> within(List<Open> open, String name) {
        List<Open> inside = List.of();
        for (Open candidate : open) {
            if (!candidate.rest().matches()
                    && candidate.rest().getMatchingProperty().equals(name)) {
                inside = with(inside, candidate);
            }
        }
        return inside;
    }

    // Compared as numbers: a text for each of half a million elements takes longer than to read them.
    private static List<Open> within(List<Open> open, int index) {
        List<Open> inside = List.of();
        for (Open candidate : open) {
            if (candidate.rest().matchesElement(index)) {
                inside = with(inside, candidate);
            }
        }
        return inside;
    }

    private static List<Open> with(List<Open> inside, Open candidate) {
        List<Open> more = inside.isEmpty() ? new ArrayList<>(2) : inside;
        more.add(new Open(candidate.whole(), candidate.rest().tail()));
        return more;
    }

    // The position alone: the parser's message shows a piece of the body.
    static String position(IOException e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? " at line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr()
                : "";
    }
}
