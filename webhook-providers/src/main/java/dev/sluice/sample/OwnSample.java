package dev.sluice.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.body.BodyFormat;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.Livemode;
import dev.sluice.provider.ValuePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A webhook of a sender that no samples are of: what its endpoint looks for stands where the endpoint looks for it.
 *
 * @param values by place, in the order in which they are looked for
 */
record OwnSample(Endpoint endpoint, Map<ValuePath, JsonNode> values, String type, FreshIds ids) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One of a type; empty where an endpoint's bodies hold several events, or a document within a form.
     *
     * @param base a body to begin with, where bodies are JSON
     */
    static Optional<Webhook> of(Endpoint endpoint, String type, Optional<Sample> base, FreshIds ids) {
        if (endpoint.body().items().isPresent()
                || endpoint.body().formDocument().isPresent()) {
            return Optional.empty();
        }
        OwnSample sample = new OwnSample(endpoint, new LinkedHashMap<>(), type, ids);
        sample.place();
        return Optional.of(new Webhook(endpoint, ids.eventId(), type, sample.body(base)));
    }

    private void place() {
        EventIdentity identity = endpoint.identity();
        boolean parted = identity.typeSuffix().isPresent() && type.contains(".");
        int dot = parted ? type.indexOf('.') : type.length();
        put(identity.id(), new TextNode(ids.eventId()));
        put(identity.type(), new TextNode(type.substring(0, dot)));
        if (parted) {
            identity.typeSuffix().ifPresent(place -> put(place, new TextNode(type.substring(dot + 1))));
        }
        identity.subject().ifPresent(place -> put(place, new TextNode("obj_" + ids.object())));
        identity.created().ifPresent(place -> put(place, new LongNode(ids.now().getEpochSecond())));
        identity.livemode().ifPresent(place -> put(place, BooleanNode.valueOf(endpoint.livemode() == Livemode.LIVE)));
    }

    private void put(ValuePath place, JsonNode value) {
        switch (place) {
            case ValuePath.FirstOf several -> put(several.places().getFirst(), value);
            case ValuePath.AllOf several -> several.places().forEach(part -> put(part, value));
            // The last word has the type: an id and a type may be looked for at one place.
            default -> values.put(place, value);
        }
    }

    private byte[] body(Optional<Sample> base) {
        BodyFormat format = endpoint.body().formats().getFirst();
        String body = switch (format) {
            case JSON -> json(base);
            case XML -> xml();
            case FORM -> form();
            case ANY -> "sample " + ids.eventId();
        };
        return body.getBytes(UTF_8);
    }

    private String json(Optional<Sample> base) {
        ObjectNode root = base.map(this::parsed).orElseGet(JSON::createObjectNode);
        // Tells two samples apart whose id is made of their bytes.
        root.put("sample", ids.eventId());
        values.forEach((place, value) -> {
            if (place instanceof ValuePath.InJson(JsonPointer pointer)) {
                set(root, pointer, value);
            }
        });
        return root.toString();
    }

    private ObjectNode parsed(Sample base) {
        try {
            return (ObjectNode) JSON.readTree(base.body(ids));
        } catch (IOException e) {
            throw new UncheckedIOException("the sample of " + type + " is no JSON", e);
        }
    }

    private static void set(ObjectNode root, JsonPointer pointer, JsonNode value) {
        JsonNode at = root;
        JsonPointer rest = pointer;
        while (!rest.matches()) {
            JsonPointer after = rest.tail();
            JsonNode next = after.matches() ? value : child(at, rest, after.mayMatchElement());
            if (at instanceof ArrayNode array) {
                while (array.size() <= rest.getMatchingIndex()) {
                    array.addObject();
                }
                array.set(rest.getMatchingIndex(), next);
            } else {
                ((ObjectNode) at).set(rest.getMatchingProperty(), next);
            }
            at = next;
            rest = after;
        }
    }

    private static JsonNode child(JsonNode parent, JsonPointer step, boolean list) {
        JsonNode there = parent instanceof ArrayNode
                ? parent.path(step.getMatchingIndex())
                : parent.path(step.getMatchingProperty());
        if (there instanceof ArrayNode array && list) {
            return array;
        }
        if (there instanceof ObjectNode) {
            return there;
        }
        return list ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode();
    }

    private String form() {
        Map<String, String> fields = new LinkedHashMap<>();
        values.forEach((place, value) -> {
            if (place instanceof ValuePath.InField(String name)) {
                fields.put(name, value.asText());
            }
        });
        fields.put("sample", ids.eventId());
        return fields.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String xml() {
        SampleXml document = new SampleXml();
        values.forEach((place, value) -> {
            if (place instanceof ValuePath.InXml(var path)) {
                document.put(path, value.asText());
            }
        });
        return document.text(ids.eventId());
    }
}
