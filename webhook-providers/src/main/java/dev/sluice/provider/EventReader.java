package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.BodyFormat;
import dev.sluice.body.JsonValues;
import dev.sluice.body.Sha256;
import dev.sluice.body.UnparsableBodyException;
import dev.sluice.event.BatchItem;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.Tracing;
import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.SignedUrl;
import java.nio.ByteBuffer;
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

    /**
     * Finds id, type, object, time and mode of every event in the request. Only id and type can keep an event from being
     * taken; of a batch, the item alone.
     */
    public Checked<Reading> read(Endpoint endpoint, SignedRequest request, Instant receivedAt, Tracing tracing) {
        String contentType = request.headers().first("content-type").orElse("");
        BodyFormat format = endpoint.body().format(contentType).orElse(BodyFormat.ANY);
        try {
            Optional<JsonPointer> items = endpoint.body().itemsIn(contentType);
            Shared shared = new Shared(
                    endpoint,
                    request,
                    format,
                    envelope(endpoint, request),
                    receivedAt,
                    contentType.isEmpty() ? "application/octet-stream" : contentType,
                    new Tracing(
                            tracing.requestId(),
                            tracing.traceparent()
                                    .filter(text -> TRACEPARENT.matcher(text).matches())),
                    OriginalRequests.of(
                            request,
                            () -> neededAgain(endpoint),
                            endpoint.scheme().credentials(),
                            items.isPresent() ? OriginalRequests.ITEM_HEADERS_LIMIT : OriginalRequests.HEADERS_LIMIT),
                    item -> endpoint.scheme().token(request, item).map(EventReader::storable));
            return items.isPresent() ? batch(shared, BatchItems.of(request.body(), items.get())) : single(shared);
        } catch (UnparsableBodyException e) {
            return new Rejected<>(RejectionCode.BODY_UNPARSABLE, String.valueOf(e.getMessage()));
        } catch (RejectedException e) {
            return e.rejected;
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
            Tracing tracing,
            OriginalRequest trace,
            Function<byte[], Optional<String>> token) {}

    private static Checked<Reading> single(Shared shared) throws UnparsableBodyException, RejectedException {
        Optional<WebhookEvent> event = event(shared, shared.request().body(), Optional.empty());
        return new Passed<>(new Reading(event.stream().toList(), List.of(), event.isEmpty() ? 1 : 0));
    }

    private static Checked<Reading> batch(Shared shared, List<byte[]> items) throws RejectedException {
        String whole = Sha256.hex(shared.request().body());
        List<WebhookEvent> events = new ArrayList<>(items.size());
        List<UnfitItem> unfit = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            BatchItem place = new BatchItem(i, items.size(), whole);
            byte[] bytes = items.get(i);
            try {
                event(shared, bytes, Optional.of(place)).ifPresent(events::add);
            } catch (UnparsableBodyException e) {
                unfit.add(unfit(shared, place, String.valueOf(e.getMessage()), bytes));
            } catch (RejectedException e) {
                // What an endpoint does not take is no fault of the items.
                if (e.rejected.why() == RejectionCode.LIVEMODE_MISMATCH) {
                    throw e;
                }
                unfit.add(unfit(shared, place, e.rejected.finding(), bytes));
            }
        }
        return new Passed<>(
                new Reading(List.copyOf(events), List.copyOf(unfit), items.size() - events.size() - unfit.size()));
    }

    private static UnfitItem unfit(Shared shared, BatchItem place, String reason, byte[] bytes) {
        return new UnfitItem(
                shared.endpoint().name(),
                shared.endpoint().provider(),
                shared.receivedAt(),
                shared.contentType(),
                shared.tracing(),
                shared.trace(),
                place,
                reason,
                bytes);
    }

    /** The event, or empty where the endpoint ignores it. */
    private static Optional<WebhookEvent> event(Shared shared, byte[] bytes, Optional<BatchItem> item)
            throws UnparsableBodyException, RejectedException {
        Endpoint endpoint = shared.endpoint();
        EventIdentity identity = endpoint.identity();
        RequestDocument found = RequestDocument.parse(
                endpoint, shared.format(), shared.request().headers(), bytes);
        Function<ValuePath, Optional<String>> beyond = beyond(shared, found, Optional.empty(), bytes);
        String type = type(identity, found, beyond);
        String id = id(identity, found, beyond(shared, found, Optional.of(type), bytes));
        Optional<String> said = identity.livemode().flatMap(place -> found.at(place, beyond));
        Optional<Boolean> live = said.flatMap(Livemode::isLive);
        if (endpoint.livemode().ignores(live)) {
            return Optional.empty();
        }
        if (!endpoint.livemode().takes(live)) {
            throw new RejectedException(
                    RejectionCode.LIVEMODE_MISMATCH,
                    "The endpoint takes " + endpoint.livemode().taken() + " events, this one's livemode is "
                            + said.filter(mode -> mode.length() <= 10).orElse("not known") + ".");
        }
        return Optional.of(new WebhookEvent(
                new EventKey(endpoint.name(), id),
                endpoint.provider(),
                type,
                identity.subject().flatMap(place -> found.at(place, beyond)).flatMap(PrintableText::bounded),
                identity.created().flatMap(place -> found.at(place, beyond)).flatMap(ProviderTime::read),
                live,
                shared.receivedAt(),
                shared.contentType(),
                found.place(),
                shared.tracing(),
                shared.trace(),
                item,
                shared.token().apply(bytes),
                identity.idempotencyKey()
                        .flatMap(place -> found.at(place, beyond))
                        .filter(key -> !key.isBlank())
                        .map(EventReader::storable),
                bytes,
                List.of()));
    }

    /** The type, and behind it a suffix that may be of any length: routes match by how a type begins. */
    private static String type(
            EventIdentity identity, RequestDocument found, Function<ValuePath, Optional<String>> beyond)
            throws RejectedException {
        String name = required(RejectionCode.EVENT_TYPE_INVALID, "event type", identity.type(), found, beyond);
        if (!PrintableText.accepts(name)) {
            throw unfit(RejectionCode.EVENT_TYPE_INVALID, "event type", name);
        }
        return identity.typeSuffix()
                .flatMap(place -> found.at(place, beyond))
                .filter(suffix -> !suffix.isBlank())
                .flatMap(suffix -> PrintableText.bounded(name + "." + suffix))
                .orElse(name);
    }

    private static String id(
            EventIdentity identity, RequestDocument found, Function<ValuePath, Optional<String>> beyond)
            throws RejectedException {
        String id = required(RejectionCode.EVENT_ID_INVALID, "event id", identity.id(), found, beyond);
        if (PrintableText.accepts(id)) {
            return id;
        }
        if (!identity.hashesBytes()) {
            throw unfit(RejectionCode.EVENT_ID_INVALID, "event id", id);
        }
        return hash(id);
    }

    private static String required(
            RejectionCode why,
            String what,
            ValuePath place,
            RequestDocument found,
            Function<ValuePath, Optional<String>> beyond)
            throws RejectedException {
        return found.at(place, beyond)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new RejectedException(
                        why, "There is no " + what + ": nothing is at " + place.description() + "."));
    }

    private static RejectedException unfit(RejectionCode why, String what, String text) {
        return new RejectedException(
                why, "The " + what + " has " + text.length() + " characters, or some that can't be printed.");
    }

    /** @param type once it is known: it is part of the hash */
    private static Function<ValuePath, Optional<String>> beyond(
            Shared shared, RequestDocument found, Optional<String> type, byte[] bytes) {
        return place -> {
            if (place instanceof ValuePath.InEnvelope(JsonPointer pointer)) {
                return shared.envelope().flatMap(values -> values.at(pointer));
            }
            if (place instanceof ValuePath.SignedTime) {
                return shared.endpoint().scheme().signedAt(shared.request()).map(Instant::toString);
            }
            // A scalar is no event of anybody's, and may be a challenge that a handshake has signed for a caller.
            return place instanceof ValuePath.BytesHash && !found.isScalar()
                    ? type.map(name -> hash(shared, name, bytes))
                    : Optional.empty();
        };
    }

    private static Optional<JsonValues> envelope(Endpoint endpoint, SignedRequest request)
            throws UnparsableBodyException {
        List<JsonPointer> pointers = endpoint.identity().places().envelope();
        return pointers.isEmpty() ? Optional.empty() : Optional.of(JsonValues.read(request.body(), pointers));
    }

    /**
     * The same for the same bytes, whenever they come and wherever in a batch. Where the URL is signed it tells requests
     * apart: the steps of one call of Twilio's may differ in nothing else.
     */
    private static String hash(Shared shared, String type, byte[] bytes) {
        Endpoint endpoint = shared.endpoint();
        String url = endpoint.scheme().coversUrl()
                ? SignedUrl.withoutPort(shared.request().url()) + "\n"
                : "";
        byte[] name = (endpoint.name() + "\n" + type + "\n" + url).getBytes(UTF_8);
        byte[] all = new byte[name.length + bytes.length];
        System.arraycopy(name, 0, all, 0, name.length);
        System.arraycopy(bytes, 0, all, name.length, bytes.length);
        return Sha256.hex(all);
    }

    /** What is signed in the body's place, like an idempotency key, is a key of a table, and may be of any length where it is the sender's to choose. */
    private static String storable(String token) {
        return PrintableText.accepts(token) ? token : hash(token);
    }

    /** Of every character, also of those that UTF-8 has no bytes for. */
    private static String hash(String id) {
        ByteBuffer characters = ByteBuffer.allocate(Character.BYTES * id.length());
        id.chars().forEach(character -> characters.putChar((char) character));
        return Sha256.hex(characters.array());
    }

    private static List<String> neededAgain(Endpoint endpoint) {
        List<String> names = new ArrayList<>(endpoint.scheme().headers());
        names.addAll(endpoint.identity().places().headers());
        return names;
    }

    /** Ends the reading of an event. Has no stack trace: floods are made of these. */
    private static final class RejectedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Rejected<Reading> rejected;

        RejectedException(RejectionCode why, String finding) {
            super(finding, null, false, false);
            this.rejected = new Rejected<>(why, finding);
        }
    }
}
