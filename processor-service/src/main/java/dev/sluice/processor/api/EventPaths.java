package dev.sluice.processor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.EventStory;
import dev.sluice.processor.ledger.LedgerLists;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.QueryRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events, their stories and their bytes. */
final class EventPaths implements ApiPaths.Section {
    private final ListPages pages;
    private final EventStory stories;

    EventPaths(ListPages pages, EventStory stories) {
        this.pages = pages;
        this.stories = stories;
    }

    @Override
    public void addTo(ApiPaths.Table table) {
        table.get("/api/events", ApiRole.READ, call -> pages.page(call, LedgerLists.EVENTS))
                .get("/api/events/{endpoint}/{id}", ApiRole.READ, this::story)
                .get("/api/events/{endpoint}/{id}/body", ApiRole.OPERATE, this::body)
                .get("/api/objects/{id}/events", ApiRole.READ, this::ofObject)
                .get("/api/payments/{id}/events", ApiRole.READ, this::ofObject);
    }

    private Reply ofObject(Call call) throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        return pages.page(call, LedgerLists.EVENTS, Map.of("object", call.path("id")));
    }

    private Reply story(Call call) throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        call.parameters(List.of());
        EventKey key = call.event();
        ObjectNode story = stories.of(key).orElseThrow(() -> unknown(key));
        if (!call.caller().role().includes(ApiRole.OPERATE)) {
            withoutHeaderValues(story);
        }
        return Reply.ok(story);
    }

    /** Headers hold signatures: who only looks is to see which there were. */
    private static void withoutHeaderValues(ObjectNode story) {
        List<String> names = new ArrayList<>();
        JsonNode headers = story.path("request").path("headers");
        headers.fieldNames().forEachRemaining(names::add);
        ObjectNode request = (ObjectNode) story.path("request");
        request.putNull("headers");
        ArrayNode list = request.putArray("header_names");
        names.forEach(list::add);
    }

    private Reply body(Call call) throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        call.parameters(List.of());
        EventKey key = call.event();
        byte[] body = stories.body(key).orElseThrow(() -> unknown(key));
        // Whatever its sender called it: no browser is to show it as a page of this origin.
        return new Reply(
                200,
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"body\"",
                        "Content-Security-Policy",
                        "default-src 'none'; sandbox"),
                "application/octet-stream",
                body);
    }

    private static ProblemException unknown(EventKey key) {
        return ProblemException.notFound("There is no event " + key + "; see /api/events?endpoint=" + key.endpoint());
    }
}
