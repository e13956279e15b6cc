package dev.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.sample.Webhook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final String URL = "http://127.0.0.1:1";

    @Test
    void everyWebhookHasAnIdOfItsOwnThatNamesTheRun() throws Exception {
        RunIds ids = new RunIds(Instant.now());

        List<String> eventIds = new Script(examples(), URL, ids)
                .genuine().stream()
                        .map(demoRequest -> demoRequest.webhook().eventId())
                        .toList();

        assertThat(eventIds).doesNotHaveDuplicates().allMatch(id -> id.startsWith(ids.prefix()));
    }

    @Test
    void oneFailsTwiceAndOneIsPoison() throws Exception {
        List<String> types = new Script(examples(), URL, new RunIds(Instant.now()))
                .genuine().stream()
                        .map(DemoRequest.Genuine::webhook)
                        .map(Webhook::type)
                        .toList();

        assertThat(types).containsOnlyOnce("rehearsal.failed_twice", "rehearsal.poisoned", "product.created");
    }

    @Test
    void theCustomPathIsUsedWhereThereIsOne() throws Exception {
        assertThat(new Script(examples(), URL, new RunIds(Instant.now())).genuine())
                .filteredOn(
                        demoRequest -> demoRequest.webhook().endpoint().name().equals("payments"))
                .isNotEmpty()
                .allMatch(demoRequest -> demoRequest.url().equals(URL + "/webhook/payments"));
    }

    @Test
    void aTenthIsSentTwice() throws Exception {
        List<DemoRequest.Genuine> genuine = new Script(examples(), URL, new RunIds(Instant.now())).genuine();

        assertThat(Script.repeats(genuine)).hasSize((genuine.size() + 9) / 10).isSubsetOf(genuine);
    }

    private static EndpointCatalog examples() throws Exception {
        return EndpointsFile.read(
                Path.of("../examples/endpoints.yaml"),
                Map.of(
                        "STRIPE_WEBHOOK_SECRET", "fake-1",
                        "RAZORPAY_WEBHOOK_SECRET", "fake-2",
                        "GITHUB_WEBHOOK_SECRET", "fake-3",
                        "PAYMENTS_WEBHOOK_SECRET", "fake-4",
                        "GENERIC_WEBHOOK_SECRET", "fake-5"),
                1024 * 1024);
    }
}
