package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a job, and shows how far it has come: by units that have come to an end, and never by those that were sent. */
final class JobProgress {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final int WIDTH = 30;

    private final Connection connection;
    private final PrintWriter out;
    private final boolean shown;
    private final boolean terminal = Boolean.getBoolean("sluice.terminal");
    private String last = "";

    /** @param shown whether a person watches */
    JobProgress(Connection connection, PrintWriter out, boolean shown) {
        this.connection = connection;
        this.out = out;
        this.shown = shown;
    }

    /** Returns when the job is over, or has been paused. */
    JobRow await(String id) throws SQLException, CommandFailedException, InterruptedException {
        while (true) {
            JobRow job = JobRow.read(connection, id);
            show(job);
            if (job.isOver() || job.state().equals("paused")) {
                if (terminal && shown) {
                    out.println();
                }
                return job;
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private void show(JobRow job) {
        int total = Math.max(1, job.count("total"));
        int filled = (int) ((long) job.done() * WIDTH / total);
        String line = "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + job.done() + "/"
                + job.count("total") + "  " + job.outcomes();
        if (shown && !line.equals(last)) {
            // Elsewhere than on a terminal each line stays.
            out.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
            out.flush();
            last = line;
        }
    }
}
