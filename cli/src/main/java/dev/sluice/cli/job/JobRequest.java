package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.job.JobKind;
import dev.sluice.job.Selection;
import dev.sluice.query.JobChange;
import dev.sluice.query.NewJob;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that makes a job, and what it does with them: plan it, show the plan, start it, wait for it. */
final class JobRequest {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Every instance looks for work five times a second. */
    private static final Duration UNTOUCHED = Duration.ofSeconds(20);

    @Option(
            names = "--plan",
            description = "Say what it would take, and do nothing until it is started with jobs start.")
    private boolean planOnly;

    @Option(names = "--rate", paramLabel = "N", description = "Units a second at most.")
    private @Nullable Integer rate;

    @Option(
            names = "--ramp",
            description =
                    "Try 1 unit first, then up to 10, then up to 100, and wait for what becomes of them each time;"
                            + " stop when more than --max-failures fail.")
    private boolean ramp;

    @Option(
            names = "--max-failures",
            paramLabel = "PERCENT",
            description = "Stop when more units than this fail, in percent (with --ramp 10, otherwise no bound).")
    private @Nullable Integer maxFailures;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept with the job.")
    private String reason = "";

    @Mixin
    private WaitOption wait = new WaitOption();

    @Option(names = "--json", description = "Print the job as JSON.")
    private boolean json;

    String reason() {
        return reason;
    }

    /** @throws CommandFailedException if a number is none that can be meant */
    void check() throws CommandFailedException {
        if (rate != null && rate < 1) {
            throw new CommandFailedException(CommandFailedException.USAGE, "--rate is at least 1 unit a second");
        }
        if (maxFailures != null && (maxFailures < 0 || maxFailures > 99)) {
            throw new CommandFailedException(CommandFailedException.USAGE, "--max-failures is from 0 to 99 percent");
        }
    }

    /**
     * Plans a job, and starts it unless only the plan was asked for.
     *
     * @param nothing what to say when the plan takes nothing
     * @return exit code
     */
    int run(Connection connection, PrintWriter out, JobKind kind, Selection selection, String nothing)
            throws SQLException, CommandFailedException, InterruptedException {
        return run(connection, out, kind, selection, Optional.empty(), nothing);
    }

    /**
     * Plans a verification, which attempts nothing, waits for it, and prints what it has found.
     *
     * @param most units that it looks at
     * @return exit code: 1 when something would be different
     */
    int verify(Connection connection, PrintWriter out, Selection selection, int most, String nothing)
            throws SQLException, CommandFailedException, InterruptedException {
        if (ramp || rate != null || maxFailures != null) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "--verify sends nothing: leave --rate, --ramp and --max-failures out");
        }
        return run(connection, out, JobKind.REPLAY, selection, Optional.of(most), nothing);
    }

    private int run(
            Connection connection,
            PrintWriter out,
            JobKind kind,
            Selection selection,
            Optional<Integer> verify,
            String nothing)
            throws SQLException, CommandFailedException, InterruptedException {
        String id = insert(connection, kind, selection, verify);
        JobRow job = planned(connection, out, id);
        if (job.state().equals("failed")) {
            throw new CommandFailedException(CommandFailedException.USAGE, job.error());
        }
        if (job.count("total") == 0 && !planOnly) {
            JobControl.apply(connection, JobChange.CANCEL, id, "the plan took nothing");
            throw new CommandFailedException(CommandFailedException.FAILED, nothing);
        }
        if (!planOnly) {
            JobControl.apply(connection, JobChange.START, id, reason);
            if (wait.isGiven() || verify.isPresent()) {
                job = new JobProgress(connection, out, !json).await(id);
            } else {
                job = JobRow.read(connection, id);
            }
        }
        Optional<Differences> found = job.verifies() ? Optional.of(Differences.read(connection, id)) : Optional.empty();
        if (json) {
            JobRow shown = job;
            out.println(found.map(each -> each.json(shown)).orElse(job.row()).toPrettyString());
        } else {
            found.ifPresent(each -> each.print(out));
            job.print(out);
            if (planOnly) {
                out.println("Start it with: sluice jobs start " + id);
            } else if (!job.isOver()) {
                out.println("Follow it with: sluice jobs show " + id + " --wait");
            }
        }
        out.flush();
        return planOnly || !(wait.isGiven() || verify.isPresent()) || job.isWell() ? 0 : CommandFailedException.FAILED;
    }

    private String insert(Connection connection, JobKind kind, Selection selection, Optional<Integer> verify)
            throws SQLException {
        NewJob job = new NewJob(
                kind,
                selection,
                Optional.ofNullable(rate),
                ramp ? NewJob.USUAL_RAMP : List.of(),
                maxFailures != null
                        ? Optional.of(maxFailures / 100f)
                        : ramp ? Optional.of(NewJob.USUAL_MAX_FAILURES) : Optional.empty(),
                verify);
        String id = job.newId();
        connection.setAutoCommit(false);
        job.insert(connection, id, JobControl.operator(reason));
        connection.commit();
        connection.setAutoCommit(true);
        return id;
    }

    private JobRow planned(Connection connection, PrintWriter out, String id)
            throws SQLException, CommandFailedException, InterruptedException {
        long began = System.nanoTime();
        boolean touched = false;
        boolean told = false;
        while (true) {
            JobRow job = JobRow.read(connection, id);
            if (!job.state().equals("planning")) {
                return job;
            }
            touched = touched || !job.row().path("lease_owner").asText("").isEmpty();
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (!touched && waited.compareTo(UNTOUCHED) > 0) {
                JobControl.apply(connection, JobChange.CANCEL, id, "no processor took it");
                throw new CommandFailedException(
                        CommandFailedException.ENVIRONMENT,
                        "no processor took the job within " + UNTOUCHED.toSeconds()
                                + " s: is one running, of this version? See: sluice status");
            }
            if (!told && !json && waited.toSeconds() > 1) {
                out.println("planning " + id + " …");
                out.flush();
                told = true;
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }
}
