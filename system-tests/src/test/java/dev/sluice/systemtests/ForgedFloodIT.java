package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forgeries, however many, cost the provider nothing but time. */
class ForgedFloodIT {
    private static final int FORGED = 100_000;
    private static final int TRIES = 5;
    private static final String ROUTES = """
            routes:
              - {name: count, match: {events: ["test.*"]}, handler: count}
            """;

    @Test
    @Timeout(300)
    void genuineRequestsAreTakenWhileAHundredThousandForgedOnesComeIn() throws Exception {
        try (Sluice sluice = new Sluice("forged-flood", ROUTES).start();
                StripeSender provider = new StripeSender(sluice.webhooks, 8)) {
            Load flood = new Load(Target.of(sluice.webhooks.toString()), 16, 0, Duration.ofSeconds(2));
            byte[] forged = forged(sluice);
            Map<Integer, Long> answers = new ConcurrentHashMap<>();
            FutureTask<Void> flooding = new FutureTask<>(() -> {
                while (answers.values().stream().mapToLong(Long::longValue).sum() < FORGED) {
                    flood.run(number -> forged)
                            .statuses()
                            .forEach((status, count) -> answers.merge(status, count, Long::sum));
                }
                return null;
            });
            Thread.ofPlatform().daemon().start(flooding);

            int genuine = 0;
            while (!flooding.isDone()) {
                String id = "evt_genuine_" + genuine++;
                assertThat(statusInTheEnd(provider, StripeSender.event(id, "{}")))
                        .as(id)
                        .isEqualTo(202);
            }

            flooding.get();
            assertThat(genuine).isPositive();
            assertThat(answers).containsOnlyKeys(401);
        }
    }

    /** As a provider does: a broker that the flood leaves no processor time is a 503, and the webhook is sent again. */
    private static int statusInTheEnd(StripeSender provider, String body) {
        int status = provider.post(body);
        for (int again = 0; status == 503 && again < TRIES; again++) {
            status = provider.post(body);
        }
        return status;
    }

    private static byte[] forged(Sluice sluice) {
        return """
                POST %s HTTP/1.1\r
                Host: 127.0.0.1\r
                Content-Type: application/json\r
                Content-Length: 2\r
                Stripe-Signature: t=%d,v1=%s\r
                \r
                {}""".formatted(sluice.webhooks.getPath(), Instant.now().getEpochSecond(), "0".repeat(64))
                .getBytes(UTF_8);
    }
}
