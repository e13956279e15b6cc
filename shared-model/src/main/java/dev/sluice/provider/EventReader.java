package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.signature.Refusal;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the events out of a request whose signature has been checked. Thread-safe. */
public final class EventReader {
    /** W3C Trace Context, section 3.2; longer forms are for versions yet to come. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
                    + "|(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{1,200})?");

    /** Finds id, type, object, time and mode, and checks them. */
    public Reading read(Endpoint endpoint, SignedRequest request, Instant receivedAt, Optional<String> traceparent) {
        EventIdentity identity = endpoint.identity();
        FoundValues found;
        try {
            found = FoundValues.read(request.headers(), request.body(), identity.pointers());
        } catch (IOException e) {
            return new Reading.Refused(Refusal.BODY_UNPARSABLE, "not JSON" + position(e));
        }
        Optional<String> id = found.at(identity.id());
        if (id.filter(PrintableText::accepts).isEmpty()) {
            return refused(Refusal.EVENT_ID_INVALID, "event id", id);
        }
        Optional<String> type = found.at(identity.type()).map(name -> name + suffix(identity, found));
        if (type.filter(PrintableText::accepts).isEmpty()) {
            return refused(Refusal.EVENT_TYPE_INVALID, "event type", type);
        }
        Optional<String> subject = identity.subject().flatMap(found::at);
        if (subject.isPresent() && !PrintableText.accepts(subject.get())) {
            return refused(Refusal.OBJECT_ID_INVALID, "object id", subject);
        }
        Optional<String> live = identity.livemode().flatMap(found::at);
        if (!endpoint.livemode().takes(live)) {
            return new Reading.Refused(
                    Refusal.LIVEMODE_MISMATCH,
                    "the endpoint takes " + endpoint.livemode() + " events, this one's livemode is "
                            + live.filter(mode -> mode.length() <= 5).orElse("not known"));
        }
        return new Reading.Events(List.of(new WebhookEvent(
                new EventKey(endpoint.name(), id.get()),
                endpoint.provider(),
                type.get(),
                subject,
                identity.created().flatMap(found::at).flatMap(ProviderTime::read),
                receivedAt,
                request.headers().first("content-type").orElse("application/json"),
                traceparent.filter(text -> TRACEPARENT.matcher(text).matches()),
                RequestTraces.of(request, neededAgain(endpoint)),
                Optional.empty(),
                Optional.empty(),
                request.body())));
    }

    private static String suffix(EventIdentity identity, FoundValues found) {
        return identity.typeSuffix()
                .flatMap(found::at)
                .map(action -> "." + action)
                .orElse("");
    }

    private static List<String> neededAgain(Endpoint endpoint) {
        List<String> names = new ArrayList<>(endpoint.scheme().headers());
        names.addAll(endpoint.identity().headers());
        return names;
    }

    private static Reading refused(Refusal why, String what, Optional<String> found) {
        return new Reading.Refused(
                why,
                found.map(text ->
                                "the " + what + " has " + text.length() + " characters, or some that can't be printed")
                        .orElse("there is no " + what));
    }

    // The position alone: the parser's message shows a piece of the body.
    private static String position(IOException e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? " at line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr()
                : "";
    }
}
