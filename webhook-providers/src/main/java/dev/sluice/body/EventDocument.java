package dev.sluice.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event's document: what its body says, as one tree for all who ask. It is parsed where it is first needed, and once.
 *
 * <p>No body makes a method throw: where there is no document, or none within the limits that the ingest service has for
 * bodies, the tree is a missing node and there is no JSON. Thread-safe; the tree itself is shared and is never to be
 * changed.
 */
public final class EventDocument {
    private static final ObjectWriter JSON = JsonMapper.builder().build().writer();

    private final byte[] body;
    private final DocumentPlace place;

    private @Nullable Content content;
    private @Nullable Written written;
    private byte @Nullable [] sha256;

    /**
     * A document that is not parsed yet.
     *
     * @param body the event's, as received; not copied, never to be changed
     * @param place where the document is in it
     */
    public EventDocument(byte[] body, DocumentPlace place) {
        this.body = body;
        this.place = place;
    }

    /**
     * What was parsed.
     *
     * @param tree a missing node where there is none
     * @param source the bytes it was parsed from, where they are JSON
     */
    private record Content(JsonNode tree, Optional<byte[]> source) {
        private static final Content NONE = new Content(MissingNode.getInstance(), Optional.empty());
    }

    /** The tree as a text again. */
    private record Written(Optional<byte[]> json, JsonbFit jsonb) {}

    /**
     * The document as a tree; a missing node where there is none.
     *
     * <p>A form is an object of its fields: a text for each, an array of texts for a field that comes several times. XML is
     * an object with the outermost element in it: an element is a text, or, where it has attributes or elements within, an
     * object of those; attributes are members such as {@code @type}, text beside them is the member {@code #text}, and
     * elements of one name in the same parent are an array. All values of forms and XML are texts.
     */
    public synchronized JsonNode tree() {
        return content().tree();
    }

    /**
     * The document as a JSON text in UTF-8, without byte order mark. What came as JSON is the sender's text to the byte:
     * the body's own array where the whole body is the document. Forms and XML are written from the tree.
     */
    public synchronized Optional<byte[]> json() {
        return written().json();
    }

    /** Whether Postgres takes {@link #json} as {@code jsonb}; {@link JsonbFit#NONE} where there is no JSON. */
    public synchronized JsonbFit jsonb() {
        return written().jsonb();
    }

    /** SHA-256 of the body as received, 32 bytes, computed once; never to be changed. */
    public synchronized byte[] bodySha256() {
        if (sha256 == null) {
            sha256 = Sha256.of(body);
        }
        return sha256;
    }

    private Written written() {
        if (written == null) {
            Optional<byte[]> json = text(content());
            written = new Written(json, json.map(JsonbFit::of).orElse(JsonbFit.NONE));
        }
        return written;
    }

    private Content content() {
        if (content == null) {
            content = parse();
        }
        return content;
    }

    private Content parse() {
        try {
            return switch (place) {
                case DocumentPlace.Whole(BodyFormat format) -> parse(body, format);
                case DocumentPlace.InField field -> {
                    Optional<byte[]> document = field.in(FormFields.of(body));
                    yield document.isEmpty() ? Content.NONE : parse(document.get(), field.format());
                }
            };
        } catch (UnparsableBodyException e) {
            return Content.NONE;
        }
    }

    private static Content parse(byte[] bytes, BodyFormat format) throws UnparsableBodyException {
        return switch (format) {
            case JSON ->
                JsonBodies.tree(bytes)
                        .map(tree -> new Content(tree, Optional.of(bytes)))
                        .orElse(Content.NONE);
            case XML -> new Content(XmlTree.of(bytes), Optional.empty());
            case FORM -> new Content(object(FormFields.of(bytes)), Optional.empty());
            case ANY -> Content.NONE;
        };
    }

    private static ObjectNode object(FormFields fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.asMap().forEach((name, values) -> {
            if (values.size() == 1) {
                object.put(name, values.getFirst());
            } else {
                ArrayNode several = object.putArray(name);
                values.forEach(several::add);
            }
        });
        return object;
    }

    private static Optional<byte[]> text(Content content) {
        if (content.tree().isMissingNode()) {
            return Optional.empty();
        }
        if (content.source().isPresent()) {
            return JsonBodies.utf8Text(content.source().get());
        }
        try {
            return Optional.of(JSON.writeValueAsBytes(content.tree()));
        } catch (JsonProcessingException e) {
            // Nested more deeply than the writer goes, which is as deep as Postgres is asked to.
            return Optional.empty();
        }
    }

    /** Of one body and place, whether parsed yet or not. */
    @Override
    @SuppressWarnings("ReferenceEquality") // A body is never copied, and comparing a large one would be dear.
    public boolean equals(@Nullable Object other) {
        return other instanceof EventDocument document && document.body == body && document.place.equals(place);
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(body) + place.hashCode();
    }
}
