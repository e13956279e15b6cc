package dev.sluice.cli.routes;

import dev.sluice.body.BodyFormat;
import dev.sluice.body.DocumentPlace;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.config.Suggestion;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An event's body as it came, or as somebody wrote it to try routes out.
 *
 * @param body byte for byte
 * @param given headers
 * @param type where it is not to be looked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EventFile(byte[] body, RequestHeaders given, Optional<String> type) {
    private static final String ID = "tested";

    /** The endpoint of a name; without one, the only one there is. */
    static Optional<Endpoint> endpoint(EndpointCatalog known, Optional<String> name) throws CommandFailedException {
        if (name.isEmpty()) {
            return known.all().size() == 1 ? Optional.of(known.all().iterator().next()) : Optional.empty();
        }
        Optional<Endpoint> named = known.named(name.get());
        if (named.isEmpty()) {
            Set<String> names = new TreeSet<>();
            known.all().forEach(endpoint -> names.add(endpoint.name()));
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "there is no endpoint '" + name.get() + "'. " + Suggestion.among(name.get(), names));
        }
        return named;
    }

    /** The events in it, read as the endpoint reads them; where a type is given, an id need not be there. */
    List<WebhookEvent> events(Optional<Endpoint> endpoint) throws CommandFailedException {
        if (endpoint.isEmpty()) {
            return List.of(event("", "", DocumentPlace.JSON, "application/json", type.orElse("")));
        }
        RequestHeaders headers = given.first("content-type").isPresent()
                ? given
                : given.with(
                        "content-type",
                        endpoint.get().body().formats().getFirst().contentType());
        String url = "http://127.0.0.1" + endpoint.get().paths().getFirst();
        SignedRequest request = new SignedRequest("POST", url, headers, body);
        return switch (new EventReader().read(endpoint.get(), request, Instant.now(), Tracing.NONE)) {
            case Passed(Reading read) -> read.events().stream().map(this::typed).toList();
            case Rejected<Reading> rejected -> {
                boolean anonymous = rejected.why() == RejectionCode.EVENT_ID_INVALID
                        || rejected.why() == RejectionCode.EVENT_TYPE_INVALID;
                if (!anonymous || type.isEmpty()) {
                    throw new CommandFailedException(
                            CommandFailedException.USAGE,
                            rejected.finding()
                                    + (anonymous ? " Give its type with --type, or headers with --header" : ""));
                }
                String contentType = headers.first("content-type").orElse("");
                yield List.of(event(
                        endpoint.get().name(),
                        endpoint.get().provider(),
                        place(endpoint.get(), contentType),
                        contentType,
                        type.get()));
            }
        };
    }

    private WebhookEvent typed(WebhookEvent event) {
        return type.isEmpty()
                ? event
                : new WebhookEvent(
                        event.key(),
                        event.provider(),
                        type.get(),
                        event.subject(),
                        event.createdAt(),
                        event.livemode(),
                        event.receivedAt(),
                        event.contentType(),
                        event.documentPlace(),
                        event.tracing(),
                        event.request(),
                        event.batch(),
                        event.token(),
                        event.idempotencyKey(),
                        event.body(),
                        event.otherHeaders());
    }

    private static DocumentPlace place(Endpoint endpoint, String contentType) {
        BodyFormat format = endpoint.body().format(contentType).orElse(BodyFormat.ANY);
        return endpoint.body()
                .formDocument()
                .filter(field -> format == BodyFormat.FORM)
                .<DocumentPlace>map(field -> field)
                .orElse(new DocumentPlace.Whole(format));
    }

    private WebhookEvent event(
            String endpoint, String provider, DocumentPlace place, String contentType, String eventType) {
        return KeptEvent.event(
                new EventKey(endpoint, ID),
                provider,
                eventType,
                Optional.empty(),
                place,
                contentType,
                new OriginalRequest("", KeptEvent.json(given)),
                body);
    }
}
