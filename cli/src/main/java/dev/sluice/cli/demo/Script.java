package dev.sluice.cli.demo;

import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.sample.Sample;
import dev.sluice.sample.SamplePayloads;
import dev.sluice.sample.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the demonstration sends: every sample of every endpoint several times, a tenth of it twice, and one each that
 * fails twice, fails for good, or that no route takes. Not thread-safe.
 */
final class Script {
    private static final int ROUNDS = 8;
    private static final int EVERY_TENTH = 10;

    private final EndpointCatalog endpoints;
    private final String ingestUrl;
    private final RunIds ids;
    private final List<DemoRequest.Genuine> genuine = new ArrayList<>();

    Script(EndpointCatalog endpoints, String ingestUrl, RunIds ids) {
        this.endpoints = endpoints;
        this.ingestUrl = ingestUrl;
        this.ids = ids;
    }

    /** Genuine webhooks, each with an id of its own. */
    List<DemoRequest.Genuine> genuine() {
        for (int round = 0; round < ROUNDS; round++) {
            for (String name : List.of("stripe", "payments", "razorpay", "github")) {
                Endpoint endpoint = named(name);
                for (String type : SamplePayloads.types(endpoint.provider())) {
                    add(endpoint, sample(endpoint.provider(), type));
                }
            }
            add(named("generic"), sample("generic", "rehearsal.worked"));
        }
        add(named("generic"), sample("generic", "rehearsal.failed_twice"));
        add(named("generic"), sample("generic", "rehearsal.poisoned"));
        Sample known = sample("stripe", "customer.created");
        add(
                named("stripe"),
                new Sample(
                        "product.created",
                        known.headers(),
                        known.template().replace("\"customer.created\"", "\"product.created\"")));
        return List.copyOf(genuine);
    }

    /** Every tenth of them, to be sent a second time. */
    static List<DemoRequest.Genuine> repeats(List<DemoRequest.Genuine> sent) {
        List<DemoRequest.Genuine> repeats = new ArrayList<>();
        for (int i = 0; i < sent.size(); i += EVERY_TENTH) {
            repeats.add(sent.get(i));
        }
        return repeats;
    }

    private void add(Endpoint endpoint, Sample sample) {
        Webhook webhook = Webhook.of(endpoint, sample, ids.next(Instant.now()));
        // The last path is the custom one, where there is one.
        genuine.add(
                new DemoRequest.Genuine(webhook, ingestUrl + endpoint.paths().getLast()));
    }

    private Endpoint named(String name) {
        return endpoints
                .named(name)
                .orElseThrow(() -> new IllegalStateException("the examples have no endpoint " + name));
    }

    private static Sample sample(String provider, String type) {
        return SamplePayloads.of(provider, type)
                .orElseThrow(() -> new IllegalStateException("there is no sample of " + provider + " " + type));
    }
}
