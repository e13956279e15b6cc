package dev.sluice.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An event as routes see it. Its document and its headers are parsed where a condition first asks for them, and once; and so is what
 * filters find there. Not thread-safe.
 */
public final class RoutableEvent {
    private static final int MOST_KEPT = 1000;

    private final WebhookEvent event;
    private final EventDocument document;
    private final String category;
    private @Nullable JsonNode headers;
    private final Map<String, List<EventValue>> fieldValues = new HashMap<>();
    private final Map<String, List<EventValue>> headerValues = new HashMap<>();

    /**
     * @param document the event's, shared with whoever else reads it
     * @param category its type in the common vocabulary, or its type
     */
    public RoutableEvent(WebhookEvent event, EventDocument document, String category) {
        this.event = event;
        this.document = document;
        this.category = category;
    }

    String type() {
        return event.type();
    }

    String category() {
        return category;
    }

    String endpoint() {
        return event.key().endpoint();
    }

    String provider() {
        return event.provider();
    }

    String livemode() {
        return event.livemode().map(String::valueOf).orElse("unknown");
    }

    /** What its body says; a missing node where it says nothing that can be read. */
    JsonNode document() {
        return document.tree();
    }

    /** The headers of its request that are kept: names in lower case; a text each, or a list of texts. */
    JsonNode headers() {
        if (headers == null) {
            byte[] json = event.request().headersJson().getBytes(UTF_8);
            headers = new EventDocument(json, DocumentPlace.JSON).tree();
        }
        return headers;
    }

    /** Whether one of the values at a place is wanted. They are looked for once, however many filters ask. */
    boolean any(FilterPlace place, Predicate<EventValue> wanted) {
        Map<String, List<EventValue>> found = place instanceof FilterPlace.Header ? headerValues : fieldValues;
        List<EventValue> values = found.get(place.text());
        if (values == null) {
            values = values(place);
            found.put(place.text(), values);
        }
        for (EventValue value : values) {
            if (wanted.test(value)) {
                return true;
            }
        }
        // So many are not kept: a list may have a million elements.
        return values.size() > MOST_KEPT && place.any(this, node -> wanted.test(new EventValue(node)));
    }

    private List<EventValue> values(FilterPlace place) {
        List<EventValue> values = new ArrayList<>(1);
        place.any(this, node -> {
            values.add(new EventValue(node));
            return values.size() > MOST_KEPT;
        });
        return values;
    }
}
