package dev.sluice.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Requests that no honest provider sends: forged, stale, oversized, malformed, lost. */
final class BadRequests {
    private static final Secret WRONG = new Secret("wrong", "fake-secret-of-a-forger");
    private static final Duration STALE = Duration.ofMinutes(10);

    private final EndpointCatalog endpoints;
    private final String ingestUrl;
    private final RunIds ids;
    private final List<DemoRequest.Bad> requests = new ArrayList<>();

    BadRequests(EndpointCatalog endpoints, String ingestUrl, RunIds ids) {
        this.endpoints = endpoints;
        this.ingestUrl = ingestUrl;
        this.ids = ids;
    }

    List<DemoRequest.Bad> all() {
        for (Endpoint endpoint : endpoints.all()) {
            String url = ingestUrl + endpoint.paths().get(0);
            Webhook webhook = webhook(endpoint, id());
            requests.add(new DemoRequest.Bad(now -> webhook.signed(url, now, WRONG), RejectionCode.SIGNATURE_MISMATCH));
            requests.add(
                    new DemoRequest.Bad(now -> tampered(webhook.signed(url, now)), RejectionCode.SIGNATURE_MISMATCH));
            requests.add(new DemoRequest.Bad(now -> webhook.unsigned(url), RejectionCode.SIGNATURE_MISSING));
            byte[] large = new byte[endpoint.maxBody() + 1];
            requests.add(genuine(new Webhook(endpoint, id(), "x", large), url, RejectionCode.BODY_TOO_LARGE));
            requests.add(genuine(body(endpoint, "{\"id\": \"evt_1\", "), url, RejectionCode.BODY_UNPARSABLE));
            requests.add(genuine(body(endpoint, ""), url, RejectionCode.BODY_UNPARSABLE));
            requests.add(new DemoRequest.Bad(
                    now -> {
                        SignedRequest signed = webhook.signed(url, now);
                        return new SignedRequest(
                                signed.method(),
                                url,
                                signed.headers().with("content-type", "image/png"),
                                signed.body());
                    },
                    RejectionCode.CONTENT_TYPE_UNSUPPORTED));
        }
        Endpoint stripe = endpoints.named("stripe").orElseThrow();
        String url = ingestUrl + stripe.paths().get(0);
        Webhook stale = webhook(stripe, id());
        requests.add(new DemoRequest.Bad(now -> stale.signed(url, now.minus(STALE)), RejectionCode.TIMESTAMP_EXPIRED));
        requests.add(new DemoRequest.Bad(now -> stale.signed(url, now.plus(STALE)), RejectionCode.TIMESTAMP_IN_FUTURE));
        requests.add(genuine(body(stripe, "7"), url, RejectionCode.EVENT_ID_INVALID));
        String typed = "{\"id\":\"" + id() + "\",\"type\":\"%s\"}";
        requests.add(genuine(body(stripe, typed.formatted("\\u0000")), url, RejectionCode.EVENT_TYPE_INVALID));
        requests.add(genuine(body(stripe, typed.formatted("x".repeat(3000))), url, RejectionCode.EVENT_TYPE_INVALID));
        String nowhere = ingestUrl + "/webhooks/nobody";
        requests.add(genuine(webhook(stripe, id()), nowhere, RejectionCode.ENDPOINT_UNKNOWN));
        return List.copyOf(requests);
    }

    private static DemoRequest.Bad genuine(Webhook webhook, String url, RejectionCode expected) {
        return new DemoRequest.Bad(now -> webhook.signed(url, now), expected);
    }

    private String id() {
        return ids.next(Instant.now()).eventId();
    }

    private static Webhook webhook(Endpoint endpoint, String id) {
        return new Webhook(
                endpoint,
                id,
                "forged",
                ("{\"id\":\"" + id + "\",\"type\":\"forged\",\"event\":\"forged\"}").getBytes(UTF_8));
    }

    private Webhook body(Endpoint endpoint, String body) {
        return new Webhook(endpoint, id(), "malformed", body.getBytes(UTF_8));
    }

    private static SignedRequest tampered(SignedRequest signed) {
        byte[] changed = signed.body().clone();
        changed[changed.length - 1] = ' ';
        return new SignedRequest(signed.method(), signed.url(), signed.headers(), changed);
    }
}
