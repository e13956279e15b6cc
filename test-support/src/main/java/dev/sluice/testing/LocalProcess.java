package dev.sluice.testing;

import dev.sluice.local.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A server that is a process of this machine, with its data in a temporary directory. */
abstract class LocalProcess implements Part {
    private final Path directory;

    LocalProcess(String name) {
        try {
            directory = Files.createTempDirectory("sluice-test-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RealParts.closedAtExit(this);
    }

    abstract ChildProcess process();

    final Path directory() {
        return directory;
    }

    @Override
    public final void kill() {
        quietly(process()::kill);
    }

    @Override
    public final void freeze() {
        quietly(process()::freeze);
    }

    @Override
    public final void thaw() {
        quietly(process()::thaw);
    }

    @Override
    public final void close() {
        kill();
        try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void quietly(Action action) {
        try {
            action.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (Exception e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    interface Action {
        void run() throws Exception;
    }
}
