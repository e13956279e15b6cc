package dev.sluice.cli.demo;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.webhook.Poster;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Sends requests over a few connections at an even pace, again after 5xx as providers do. */
record Sender(Poster poster) {
    /** Shots begun in a second. */
    static final int PER_SECOND = 100;

    private static final int CONNECTIONS = 8;
    private static final int TRIES = 20;
    private static final int PAUSE_MILLIS = 500;
    private static final int SERVER_ERROR = 500;

    /** On return each has its answer; in the order given. */
    List<Sent> send(List<? extends DemoRequest> requests) throws InterruptedException, CommandFailedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Sent>> answers = new ArrayList<>();
            long began = System.nanoTime();
            for (int i = 0; i < requests.size(); i++) {
                DemoRequest demoRequest = requests.get(i);
                // By the clock and not after the answers: a slow service must not be spared.
                long due = began + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                answers.add(threads.submit(() -> send(demoRequest)));
            }
            List<Sent> sent = new ArrayList<>();
            for (Future<Sent> answer : answers) {
                sent.add(answer.get());
            }
            return sent;
        } catch (ExecutionException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the ingest service does not answer: " + e.getCause(), e);
        }
    }

    private Sent send(DemoRequest demoRequest) throws IOException, InterruptedException {
        Instant first = Instant.now();
        for (int tries = 1; ; tries++) {
            SignedRequest request = demoRequest.request(Instant.now());
            try {
                Poster.Answer answer = poster.send(request);
                if (answer.status() < SERVER_ERROR || tries == TRIES) {
                    return new Sent(demoRequest, request, first, answer, tries);
                }
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
