package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.JsonItems;
import dev.sluice.body.JsonValues;
import dev.sluice.body.Sha256;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.event.BatchItem;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the events out of a request whose signature has been checked. Thread-safe. */
public final class EventReader {
    /** W3C Trace Context, section 3.2; longer forms are for versions yet to come. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
                    + "|(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{1,200})?");

    /** Finds id, type, object, time and mode of every event in the request, and checks them all. */
    public Reading read(Endpoint endpoint, SignedRequest request, Instant receivedAt, Optional<String> traceparent) {
        String contentType = request.headers().first("content-type").orElse("");
        BodyFormat format = endpoint.body().format(contentType).orElse(BodyFormat.ANY);
        try {
            Shared shared = new Shared(
                    endpoint,
                    request,
                    format,
                    envelope(endpoint, request),
                    receivedAt,
                    contentType.isEmpty() ? "application/octet-stream" : contentType,
                    traceparent.filter(text -> TRACEPARENT.matcher(text).matches()),
                    OriginalRequests.of(
                            request,
                            () -> neededAgain(endpoint),
                            endpoint.scheme().credentials()),
                    item -> endpoint.scheme().token(request, item));
            Optional<JsonPointer> items = endpoint.body().itemsIn(contentType);
            return items.isPresent()
                    ? batch(shared, JsonItems.of(request.body(), items.get()))
                    : new Reading.Events(List.of(event(shared, request.body(), Optional.empty())));
        } catch (UnparsableBodyException e) {
            return new Reading.Rejected(RejectionCode.BODY_UNPARSABLE, String.valueOf(e.getMessage()));
        } catch (RefusedException e) {
            return new Reading.Rejected(e.why, String.valueOf(e.getMessage()));
        }
    }

    /** What all events of one request have in common. */
    private record Shared(
            Endpoint endpoint,
            SignedRequest request,
            BodyFormat format,
            Optional<JsonValues> envelope,
            Instant receivedAt,
            String contentType,
            Optional<String> traceparent,
            OriginalRequest trace,
            Function<byte[], Optional<String>> token) {}

    private static Reading batch(Shared shared, List<byte[]> items) throws UnparsableBodyException, RefusedException {
        String whole = Sha256.hex(shared.request().body());
        List<WebhookEvent> events = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            events.add(event(shared, items.get(i), Optional.of(new BatchItem(i, items.size(), whole))));
        }
        return new Reading.Events(List.copyOf(events));
    }

    private static WebhookEvent event(Shared shared, byte[] bytes, Optional<BatchItem> item)
            throws UnparsableBodyException, RefusedException {
        Endpoint endpoint = shared.endpoint();
        EventIdentity identity = endpoint.identity();
        RequestDocument found = RequestDocument.parse(
                endpoint, shared.format(), shared.request().headers(), bytes);
        Optional<String> given = at(identity.id(), found, shared);
        boolean hashed = given.isEmpty() && identity.hashesBytes();
        if (!hashed) {
            check(RejectionCode.EVENT_ID_INVALID, "event id", given);
        }
        Optional<String> name = at(identity.type(), found, shared);
        Optional<String> suffix = identity.typeSuffix().flatMap(place -> at(place, found, shared));
        Optional<String> type =
                name.map(text -> text + suffix.map(rest -> "." + rest).orElse(""));
        check(RejectionCode.EVENT_TYPE_INVALID, "event type", type);
        String id = hashed ? hash(endpoint.name(), type.orElseThrow(), bytes) : given.orElseThrow();
        Optional<String> subject = identity.subject().flatMap(place -> at(place, found, shared));
        if (subject.isPresent()) {
            check(RejectionCode.OBJECT_ID_INVALID, "object id", subject);
        }
        Optional<String> said = identity.livemode().flatMap(place -> at(place, found, shared));
        Optional<Boolean> live = said.flatMap(Livemode::isLive);
        if (!endpoint.livemode().takes(live)) {
            throw new RefusedException(
                    RejectionCode.LIVEMODE_MISMATCH,
                    "the endpoint takes " + endpoint.livemode() + " events, this one's livemode is "
                            + said.filter(mode -> mode.length() <= 10).orElse("not known"));
        }
        return new WebhookEvent(
                new EventKey(endpoint.name(), id),
                endpoint.provider(),
                type.orElseThrow(),
                subject,
                identity.created().flatMap(place -> at(place, found, shared)).flatMap(ProviderTime::read),
                live,
                shared.receivedAt(),
                shared.contentType(),
                found.place(),
                shared.traceparent(),
                shared.trace(),
                item,
                shared.token().apply(bytes),
                bytes);
    }

    private static Optional<String> at(ValuePath locator, RequestDocument found, Shared shared) {
        return locator instanceof ValuePath.InEnvelope(JsonPointer pointer)
                ? shared.envelope().flatMap(values -> values.at(pointer))
                : found.at(locator);
    }

    private static Optional<JsonValues> envelope(Endpoint endpoint, SignedRequest request)
            throws UnparsableBodyException {
        List<JsonPointer> pointers = endpoint.identity().places().envelope();
        return pointers.isEmpty() ? Optional.empty() : Optional.of(JsonValues.read(request.body(), pointers));
    }

    /** The same for the same bytes, whenever they come and wherever in a batch. */
    private static String hash(String endpoint, String type, byte[] bytes) {
        byte[] name = (endpoint + "\n" + type + "\n").getBytes(UTF_8);
        byte[] all = new byte[name.length + bytes.length];
        System.arraycopy(name, 0, all, 0, name.length);
        System.arraycopy(bytes, 0, all, name.length, bytes.length);
        return Sha256.hex(all);
    }

    private static List<String> neededAgain(Endpoint endpoint) {
        List<String> names = new ArrayList<>(endpoint.scheme().headers());
        names.addAll(endpoint.identity().places().headers());
        return names;
    }

    private static void check(RejectionCode why, String what, Optional<String> found) throws RefusedException {
        if (found.filter(PrintableText::accepts).isEmpty()) {
            throw new RefusedException(
                    why,
                    found.map(text -> "the " + what + " has " + text.length()
                                    + " characters, or some that can't be printed")
                            .orElse("there is no " + what));
        }
    }

    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final RejectionCode why;

        RefusedException(RejectionCode why, String finding) {
            super(finding, null, false, false);
            this.why = why;
        }
    }
}
