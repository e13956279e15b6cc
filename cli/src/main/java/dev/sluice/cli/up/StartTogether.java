package dev.sluice.cli.up;

import dev.sluice.local.StartFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Starts parts at the same time; the first failure cancels the others. Thread-safe. */
final class StartTogether {
    private static final int CANCEL_SECONDS = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("start-", 1).factory());

    /** On return all of them are ready. */
    void run(Progress progress, Supervisor... parts) throws StartFailedException, InterruptedException {
        CompletionService<Supervisor> started = new ExecutorCompletionService<>(threads);
        List<Future<Supervisor>> futures = new ArrayList<>();
        for (Supervisor part : parts) {
            progress.begin(part.name());
            futures.add(started.submit(() -> {
                part.start();
                return part;
            }));
        }
        try {
            for (int i = 0; i < parts.length; i++) {
                progress.end(started.take().get().name());
            }
        } catch (ExecutionException e) {
            futures.forEach(future -> future.cancel(true));
            if (e.getCause() instanceof StartFailedException failed) {
                throw failed;
            }
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Interrupts what is being started; on return nothing is. */
    void cancel() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(CANCEL_SECONDS, TimeUnit.SECONDS);
    }
}
