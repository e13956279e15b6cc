package dev.sluice.local;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A program that was started from here and writes to a log file of its own. Thread-safe. */
public final class ChildProcess {
    private static final Duration LONGEST_KILL = Duration.ofSeconds(10);

    private static final int SHOWN_LINES = 12;

    private final Program program;
    private final ProgramLog log;
    private final Process process;

    private ChildProcess(Program program, ProgramLog log, Process process) {
        this.program = program;
        this.log = log;
        this.process = process;
    }

    /**
     * What is to be run.
     *
     * @param name how messages call it
     * @param command the program and its arguments
     * @param environment variables set besides those inherited
     * @param without variables not inherited
     * @param directory working directory; must exist
     * @param log file that takes its output
     */
    public record Program(
            String name,
            List<String> command,
            Map<String, String> environment,
            Set<String> without,
            Path directory,
            Path log) {}

    /** Starts a program in a session of its own, so that Ctrl-C in the terminal reaches only its parent. */
    public static ChildProcess start(Program program) throws IOException {
        Files.createDirectories(program.log().toAbsolutePath().getParent());
        ProgramLog log = ProgramLog.open(program.log());
        List<String> line = new ArrayList<>(OwnSession.prefix());
        line.addAll(program.command());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(program.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeAll(program.without());
        builder.environment().putAll(program.environment());
        return new ChildProcess(program, log, builder.start());
    }

    public String name() {
        return program.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** For {@link ProcessHandle.Info}: start time and command, by which it is recognised later. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Completes when it has ended, with its exit code. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Asks it to end by a signal, waits, and kills it when it does not. */
    public void stop(String signal, Duration grace) throws InterruptedException {
        if (process.isAlive()) {
            Signals.send(process.toHandle(), signal);
            if (!process.waitFor(grace.toMillis(), MILLISECONDS)) {
                kill();
            }
        }
    }

    /** Kills it and everything it started, at once; returns when all are gone. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> all = family();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(LONGEST_KILL.toMillis(), MILLISECONDS);
        for (ProcessHandle handle : all) {
            handle.onExit()
                    .completeOnTimeout(handle, LONGEST_KILL.toSeconds(), SECONDS)
                    .join();
        }
    }

    /** Suspends it and everything it started, as a machine that hangs. */
    public void freeze() throws InterruptedException {
        for (ProcessHandle handle : family()) {
            Signals.send(handle, "STOP");
        }
    }

    /** Lets it go on. */
    public void thaw() throws InterruptedException {
        for (ProcessHandle handle : family()) {
            Signals.send(handle, "CONT");
        }
    }

    /** An exception that says what happened and shows the end of the log. */
    public StartFailedException failure(String what) {
        List<String> lines = log.end(SHOWN_LINES);
        String end = process.isAlive() ? "" : " (exit code " + process.exitValue() + ")";
        return new StartFailedException(name() + " " + what + end
                + (lines.isEmpty()
                        ? "; its log " + program.log() + " is empty"
                        : "; the end of its log " + program.log() + ":\n    " + String.join("\n    ", lines)));
    }

    // Parent first: a frozen or dead parent starts no more children.
    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }
}
