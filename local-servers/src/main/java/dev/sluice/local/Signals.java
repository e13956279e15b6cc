package dev.sluice.local;

import java.io.IOException;

/** Sends signals that Java itself can't. */
public final class Signals {
    private Signals() {}

    /** Sends a signal by its name without SIG; does nothing when the process has ended. */
    public static void send(ProcessHandle process, String signal) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("could not run kill: " + e.getMessage(), e);
        }
    }
}
