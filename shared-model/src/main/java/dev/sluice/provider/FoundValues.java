package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.event.JsonBodies;
import dev.sluice.signature.RequestHeaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values found at the locators of one request: read in one pass over the body, without building a tree. */
final class FoundValues {
    private final RequestHeaders headers;
    private final Map<JsonPointer, String> inBody = new HashMap<>();

    private FoundValues(RequestHeaders headers) {
        this.headers = headers;
    }

    /**
     * Reads the whole body and keeps what is at the pointers.
     *
     * @throws IOException if the body is not one valid JSON value
     */
    static FoundValues read(RequestHeaders headers, byte[] body, List<JsonPointer> pointers) throws IOException {
        FoundValues found = new FoundValues(headers);
        List<Open> open =
                pointers.stream().map(pointer -> new Open(pointer, pointer)).toList();
        try (JsonParser parser = JsonBodies.parser(body)) {
            if (parser.nextToken() == null) {
                throw new IOException("the body is empty");
            }
            found.value(parser, open);
            if (parser.nextToken() != null) {
                throw new IOException("there is more after the JSON value");
            }
        }
        return found;
    }

    /** The text at a locator; numbers and booleans as written. */
    Optional<String> at(Locator locator) {
        return switch (locator) {
            case Locator.InHeader header -> headers.first(header.name());
            case Locator.InBody body -> Optional.ofNullable(inBody.get(body.pointer()));
            case Locator.FirstOf several ->
                several.places().stream()
                        .map(this::at)
                        .flatMap(Optional::stream)
                        .findFirst();
        };
    }

    /** A pointer and what is left of it at the place the parser is at. */
    private record Open(JsonPointer whole, JsonPointer rest) {}

    // Goes down only along the pointers, so the depth of a body can't exhaust the stack.
    private void value(JsonParser parser, List<Open> open) throws IOException {
        JsonToken token = parser.currentToken();
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
                value(parser, within(open, Integer.toString(index)));
            }
        } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
            for (Open reached : open) {
                if (reached.rest().matches()) {
                    inBody.put(reached.whole(), parser.getText());
                }
            }
        }
    }

    private static List<Open> within(List<Open> open, String name) {
        List<Open> inside = List.of();
        for (Open candidate : open) {
            if (!candidate.rest().matches()
                    && candidate.rest().getMatchingProperty().equals(name)) {
                if (inside.isEmpty()) {
                    inside = new ArrayList<>(open.size());
                }
                inside.add(new Open(candidate.whole(), candidate.rest().tail()));
            }
        }
        return inside;
    }
}
