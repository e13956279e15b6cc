package dev.sluice.cli.instance;

import dev.sluice.local.Signals;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an instance that was killed has left running. */
public final class Orphans {
    private static final int STOP_SECONDS = 20;
    private static final int KILL_SECONDS = 10;
    private static final List<String> STOP_ORDER = List.of("ingest", "processor", "broker", "postgres");

    private Orphans() {}

    /**
     * Ends all of them, services first; on return none is left. The caller holds the lock, so that nothing on this
     * directory belongs to a living instance.
     *
     * @return the names of those that were found
     */
    public static List<String> stop(DataDirectory data) throws InterruptedException {
        List<String> found = STOP_ORDER.stream()
                .filter(part -> !running(data, part).isEmpty())
                .toList();
        for (String part : found) {
            for (ProcessHandle process : running(data, part)) {
                end(process, part.equals("postgres") ? "INT" : "TERM");
            }
        }
        return found;
    }

    // By what stands in the command line, not by a number in a file: numbers are given to others again.
    private static List<ProcessHandle> running(DataDirectory data, String part) {
        String mark = switch (part) {
            case "postgres" -> "-D " + data.postgres().resolve("data") + " ";
            case "broker" -> " " + data.broker().resolve("server.properties") + " ";
            default -> mark(part, data) + " ";
        };
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info()
                        .commandLine()
                        .map(line -> (line + " ").contains(mark))
                        .orElse(false))
                .toList();
    }

    /** The JVM argument by which a service is recognised later. */
    public static String mark(String part, DataDirectory data) {
        return "-Dsluice.part=" + part + "@" + data.root();
    }

    private static void end(ProcessHandle process, String signal) throws InterruptedException {
        Signals.send(process, signal);
        if (!awaitEnd(process, STOP_SECONDS)) {
            process.destroyForcibly();
            awaitEnd(process, KILL_SECONDS);
        }
    }

    private static boolean awaitEnd(ProcessHandle process, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds * 20 && process.isAlive(); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return !process.isAlive();
    }
}
