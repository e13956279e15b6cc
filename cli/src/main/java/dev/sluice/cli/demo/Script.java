package dev.sluice.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cli.webhook.FreshIds;
import dev.sluice.cli.webhook.SamplePayloads;
import dev.sluice.cli.webhook.Webhook;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
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
    private final List<Shot.Genuine> genuine = new ArrayList<>();

    Script(EndpointCatalog endpoints, String ingestUrl, RunIds ids) {
        this.endpoints = endpoints;
        this.ingestUrl = ingestUrl;
        this.ids = ids;
    }

    /** Genuine webhooks, each with an id of its own. */
    List<Shot.Genuine> genuine() {
        for (int round = 0; round < ROUNDS; round++) {
            for (String name : List.of("stripe", "payments", "razorpay", "github")) {
                Endpoint endpoint = named(name);
                for (String type : SamplePayloads.types(endpoint.provider())) {
                    add(endpoint, type, sample(endpoint.provider(), type));
                }
            }
            add(named("generic"), "rehearsal.worked", sample("generic", "rehearsal.worked"));
        }
        add(named("generic"), "rehearsal.failed_twice", sample("generic", "rehearsal.failed_twice"));
        add(named("generic"), "rehearsal.poisoned", sample("generic", "rehearsal.poisoned"));
        add(
                named("stripe"),
                "product.created",
                sample("stripe", "customer.created").replace("\"customer.created\"", "\"product.created\""));
        return List.copyOf(genuine);
    }

    /** Every tenth of them, to be sent a second time. */
    static List<Shot.Genuine> repeats(List<Shot.Genuine> sent) {
        List<Shot.Genuine> repeats = new ArrayList<>();
        for (int i = 0; i < sent.size(); i += EVERY_TENTH) {
            repeats.add(sent.get(i));
        }
        return repeats;
    }

    private void add(Endpoint endpoint, String type, String template) {
        FreshIds fresh = ids.next(Instant.now());
        Webhook webhook = new Webhook(
                endpoint, fresh.eventId(), type, fresh.fill(template).getBytes(UTF_8));
        // The last path is the custom one, where there is one.
        genuine.add(new Shot.Genuine(
                webhook, ingestUrl + endpoint.paths().get(endpoint.paths().size() - 1)));
    }

    private Endpoint named(String name) {
        return endpoints
                .named(name)
                .orElseThrow(() -> new IllegalStateException("the examples have no endpoint " + name));
    }

    private static String sample(String provider, String type) {
        return SamplePayloads.template(provider, type)
                .orElseThrow(() -> new IllegalStateException("there is no sample of " + provider + " " + type));
    }
}
