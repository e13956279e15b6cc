package dev.sluice.processor.handlers.forward;

import dev.sluice.handler.Event;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.signature.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Posts the events of one route. Statuses mean what Standard Webhooks recommends: 2xx is success, 410 the end, anything else a failure that
 * is tried again.
 *
 * @param secrets that each request is signed with
 */
record SignedPost(HttpReceiver receiver, List<Secret> secrets, Clock clock) implements Handler {
    private static final int GONE = 410;

    @Override
    public String name() {
        return ForwardHttp.NAME;
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public HandlerResult handle(HandlerRequest request)
            throws RetryableException, PermanentException, InterruptedException {
        Event event = request.event();
        Map<String, String> headers = new LinkedHashMap<>(CloudEventAttributes.requestHeaders(event));
        headers.put("sluice-attempt", Integer.toString(request.attempt()));
        headers.putAll(StandardWebhook.headers(
                StandardWebhook.id(request.idempotencyKey()), event.body(), secrets, clock.instant()));
        HttpReceiver.Answer answer = receiver.post(headers, event.body());
        String said = receiver.name() + " answered " + answer.status();
        String body = answer.body().isEmpty() ? "" : ": " + answer.body();
        return switch (answer.status() / 100) {
            case 2 -> new HandlerResult.Processed(List.of(), said + body);
            case 3 ->
                throw new RetryableException(
                        said
                                + answer.location()
                                        .map(where -> " and points to " + place(where))
                                        .orElse("")
                                + "; redirects are not followed: write the address that is meant into the route's url",
                        wait(answer));
            default -> {
                if (answer.status() == GONE) {
                    throw new PermanentException(said + ", it wants no more of these" + body);
                }
                throw new RetryableException(said + body, wait(answer));
            }
        };
    }

    private Duration wait(HttpReceiver.Answer answer) {
        return RetryAfter.read(answer.retryAfter(), clock.instant());
    }

    /** Without what follows the path, which may be a secret of the receiver's. */
    private static String place(String location) {
        return HttpReceiver.shown(location.replaceFirst("[?#].*", ""));
    }
}
