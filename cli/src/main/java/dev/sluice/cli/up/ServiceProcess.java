package dev.sluice.cli.up;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.StartFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One of the two services of an instance.
 *
 * @param program how it is run
 * @param ready answers 200 when it is ready
 * @param longestStop how long it may take to end in order
 */
record ServiceProcess(ChildProcess.Program program, URI ready, Duration longestStop) implements ManagedProcess {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);
    private static final int PAUSE_MILLIS = 100;

    @Override
    public String name() {
        return program.name();
    }

    @Override
    public ChildProcess start() throws StartFailedException, InterruptedException {
        ChildProcess process;
        try {
            process = ChildProcess.start(program);
        } catch (IOException e) {
            throw new StartFailedException(name() + " can't be started: " + e, e);
        }
        try {
            awaitReady(process);
        } catch (StartFailedException | InterruptedException e) {
            process.kill();
            throw e;
        }
        return process;
    }

    @Override
    public void stop(ChildProcess process) throws InterruptedException {
        process.stop("TERM", longestStop);
    }

    private void awaitReady(ChildProcess process) throws StartFailedException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(ready).timeout(LONGEST_ANSWER).build();
            while (!answers(client, request)) {
                if (!process.isAlive()) {
                    throw process.failure("ended while it was starting");
                }
                if (System.nanoTime() > deadline) {
                    throw process.failure("was not ready (" + ready + ") within " + LONGEST_START.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
