package dev.sluice.processor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.DocumentPlace;
import dev.sluice.config.ConfigurationException;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.job.Selection;
import dev.sluice.processor.ledger.AuditedEvents;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.route.Route;
import dev.sluice.route.RouteHandlers;
import dev.sluice.route.RouteSources;
import dev.sluice.route.RoutesFile;
import dev.sluice.route.RoutesReport;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The routes in force, and what routes make of an event. */
final class RoutePaths implements ApiPaths.Section {
    private final Supplier<RouteSources.Reading> routes;
    private final Predicate<String> paused;
    private final RouteHandlers handlers;
    private final AuditedEvents audit;
    private final Clock clock;

    /**
     * @param routes those in force
     * @param paused whether a route is paused, by its name
     * @param handlers those that routes may name
     */
    RoutePaths(
            Supplier<RouteSources.Reading> routes,
            Predicate<String> paused,
            RouteHandlers handlers,
            AuditedEvents audit,
            Clock clock) {
        this.routes = routes;
        this.paused = paused;
        this.handlers = handlers;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void addTo(ApiPaths.Table table) {
        table.get("/api/routes", ApiRole.READ, this::list).post("/api/routes/test", ApiRole.OPERATE, this::test);
    }

    private Reply list(Call call) throws ProblemException {
        call.parameters(List.of());
        RouteSources.Reading inForce = routes.get();
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("version", inForce.version());
        ArrayNode items = answer.putArray("items");
        for (Route route : inForce.routes()) {
            items.addObject()
                    .put("name", route.name())
                    .put("match", route.match().text())
                    .put("handler", route.handler())
                    .put("reason", route.reason().orElse(null))
                    .put("priority", route.priority().name().toLowerCase(Locale.ROOT))
                    .put("timeout_ms", route.timeout().toMillis())
                    .put("max_attempts", route.retry().maxAttempts())
                    .put("paused", paused.test(route.name()));
        }
        return Reply.ok(answer);
    }

    private Reply test(Call call, ObjectNode body) throws ProblemException, LedgerUnavailableException {
        JsonFields fields = new JsonFields(body);
        Optional<String> name = fields.text("event");
        Optional<EventKey> key = Optional.empty();
        try {
            key = name.map(Selection::event);
        } catch (IllegalArgumentException e) {
            fields.mistake("event", String.valueOf(e.getMessage()));
        }
        Optional<String> draft = fields.longText("routes");
        Optional<WebhookEvent> made = fields.object("made_up").map(this::madeUp);
        if (name.isPresent() == made.isPresent()) {
            fields.mistake(
                    "event", "Give an event that came (\"event\": \"stripe/evt_1\"), or one that is \"made_up\".");
        }
        fields.noOthers();
        fields.check();
        RouteSources.Reading asked = draft.isPresent() ? draft(draft.get()) : routes.get();
        WebhookEvent event = made.isPresent() ? made.get() : stored(key.orElseThrow());
        return Reply.ok(RoutesReport.of(draft.isPresent() ? "draft" : "in force", asked, List.of(event), List.of())
                .json());
    }

    private WebhookEvent stored(EventKey key) throws ProblemException, LedgerUnavailableException {
        return audit.named(List.of(key)).stream()
                .map(AuditedEvents.Audited::event)
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("There is no event " + key + "."));
    }

    private RouteSources.Reading draft(String text) throws ProblemException {
        try {
            return new RouteSources.Reading(
                    RoutesFile.readDraft(text, handlers), routes.get().categories(), "");
        } catch (ConfigurationException e) {
            throw ProblemException.ofBody(e.mistakes().stream()
                    .map(each -> new ProblemException.Mistake("/routes", each.toString()))
                    .toList());
        }
    }

    private WebhookEvent madeUp(JsonFields fields) {
        String endpoint = fields.text("endpoint").orElse("");
        String provider = fields.text("provider").orElse("");
        String type = fields.text("type").orElse("");
        String contentType = fields.text("content_type").orElse("application/json");
        byte[] body = fields.longText("body").orElse("{}").getBytes(UTF_8);
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        fields.object("headers")
                .ifPresent(given -> given.names()
                        .forEach(name -> given.text(name)
                                .ifPresent(value -> headers.put(name.toLowerCase(Locale.ROOT), value))));
        Optional<Boolean> livemode = fields.field("livemode").map(value -> value.asBoolean());
        fields.noOthers();
        BodyFormat format = BodyFormat.XML.carriedBy(contentType)
                ? BodyFormat.XML
                : BodyFormat.FORM.carriedBy(contentType) ? BodyFormat.FORM : BodyFormat.JSON;
        return new WebhookEvent(
                new EventKey(endpoint, "made_up"),
                provider,
                type,
                Optional.empty(),
                Optional.empty(),
                livemode,
                clock.instant(),
                contentType,
                new DocumentPlace.Whole(format),
                Tracing.NONE,
                new OriginalRequest("", headers.toString()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                body,
                List.of());
    }
}
