package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends webhooks as Stripe does: signed, and again and again until it gets a 2xx. */
final class StripeSender implements AutoCloseable {
    private static final Duration AT_MOST = Duration.ofMinutes(4);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final URI target;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore atOnce;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();
    private final AtomicInteger posts = new AtomicInteger();

    StripeSender(URI target, int atOnce) {
        this.target = target;
        this.atOnce = new Semaphore(atOnce);
    }

    /** An event whose handler does as {@code object} says, a JSON object. */
    static String event(String id, String object) {
        return "{\"id\":\"%s\",\"type\":\"test.count\",\"created\":1640995200,\"livemode\":false,\"data\":{\"object\":%s}}"
                .formatted(id, object);
    }

    /** Sends until it is accepted, in the background; waits only for a place. */
    void send(String id, String body) {
        atOnce.acquireUninterruptibly();
        var unused = executor.submit(() -> {
            try {
                Instant end = Instant.now().plus(AT_MOST);
                while (Instant.now().isBefore(end)) {
                    if (post(body) / 100 == 2) {
                        accepted.add(id);
                        return;
                    }
                    LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
                }
            } finally {
                atOnce.release();
            }
        });
    }

    /** Posts once and says what came back: the status, or 0 when there was no answer. */
    int post(String body) {
        posts.incrementAndGet();
        try {
            HttpRequest request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(5))
                    .header("Content-Type", "application/json")
                    .header("Stripe-Signature", signature(body.getBytes(UTF_8), Instant.now()))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                refusals.add(status);
            }
            return status;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    static String signature(byte[] body, Instant at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Sluice.SECRET.getBytes(UTF_8), "HmacSHA256"));
            mac.update((at.getEpochSecond() + ".").getBytes(UTF_8));
            return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Waits until everything sent has been accepted or given up. */
    Set<String> finish() {
        executor.close();
        return accepted;
    }

    int accepted() {
        return accepted.size();
    }

    /** Statuses other than 2xx that were seen. */
    List<Integer> refusals() {
        return List.copyOf(refusals);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        http.shutdownNow();
    }
}
