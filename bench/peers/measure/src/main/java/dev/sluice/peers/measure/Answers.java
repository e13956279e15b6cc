package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.StartFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Waits for a peer that was started to answer HTTP. */
final class Answers {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);

    private Answers() {}

    /** Returns when a page answers 200, or 404 where a peer has no such page. */
    static void await(ChildProcess process, URI page, Duration longest)
            throws StartFailedException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(page).timeout(LONGEST_ANSWER).build();
            while (!answers(client, request)) {
                if (!process.isAlive()) {
                    throw process.failure("ended while it was starting");
                }
                if (System.nanoTime() > end) {
                    throw process.failure("did not answer " + page + " within " + longest.toSeconds() + " s");
                }
                Thread.sleep(100);
            }
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            return status == 200 || status == 404;
        } catch (IOException e) {
            return false;
        }
    }
}
