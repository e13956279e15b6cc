package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.JsonOption;
import dev.sluice.cli.ledger.LedgerOption;
import dev.sluice.cli.ledger.ListOption;
import dev.sluice.cli.ledger.Rows;
import dev.sluice.job.Where;
import dev.sluice.query.JobChange;
import dev.sluice.query.LedgerColumns;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice jobs}: replays, redrives and discards, and how far they have come. */
@Command(
        name = "jobs",
        description = "Shows replays, redrives and discards, and has them start, pause, go on and end.",
        footer = {
            "",
            "Examples:",
            "  sluice jobs list --where status=running",
            "  sluice jobs show redrive-20261201-k3x9ab --wait",
            "  sluice jobs show redrive-20261201-k3x9ab --outcome dead   # the units that died",
            "  sluice jobs pause replay-20261201-0c41zz --reason \"the shop is slow\"",
            "",
            "Exit codes: 0 done, 1 there is no such job, it can't be changed so, or (with --wait) not every unit went well,",
            "2 the command is wrong, 3 the database does not answer."
        },
        mixinStandardHelpOptions = true)
public final class JobsCommand implements Runnable {
    private static final Map<Where.Field, String> COLUMNS = new EnumMap<>(Map.of(Where.Field.STATUS, "state"));
    private static final int UNITS = 1000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command: list, show, start, pause, resume or cancel?");
    }

    @Command(
            name = "list",
            description = "Lists jobs, the newest first. Fields: status.",
            mixinStandardHelpOptions = true)
    int list(@Mixin LedgerOption ledger, @Mixin ListOption list) throws CommandFailedException, SQLException {
        Where where = list.where(COLUMNS.keySet());
        List<Object> parameters = new ArrayList<>(where.parameters(COLUMNS));
        parameters.add(list.limit() + 1);
        try (Connection connection = ledger.connect()) {
            Rows rows = Rows.of(
                    connection,
                    "SELECT " + LedgerColumns.JOB + " FROM webhook_job WHERE " + where.sql(COLUMNS)
                            + " ORDER BY created_at DESC, id DESC LIMIT ?",
                    parameters);
            PrintWriter out = out();
            if (list.json()) {
                rows.printJson(out, list.limit());
            } else {
                rows.rows().forEach(row -> row.put("outcomes", new JobRow(row).outcomes()));
                rows.printTable(out, list.limit(), "created_at", "id", "state", "outcomes", "created_by", "reason");
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "Shows a job: its plan, and its units by what became of them.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin LedgerOption ledger,
            @Mixin JobOption named,
            @Option(
                            names = "--outcome",
                            paramLabel = "WORD",
                            description =
                                    "List the units of this outcome: processed, ignored, dead, retry, discarded,"
                                            + " skipped, unsent, none (not known yet), or all; of a verification same, differs or refused.")
                    @Nullable
                    String outcome,
            @Mixin WaitOption wait,
            @Mixin JsonOption json)
            throws CommandFailedException, SQLException, InterruptedException {
        PrintWriter out = out();
        try (Connection connection = ledger.connect()) {
            JobRow job = wait.isGiven()
                    ? new JobProgress(connection, out, !json.isGiven()).await(named.id())
                    : JobRow.read(connection, named.id());
            if (outcome != null) {
                Rows units = Rows.of(
                        connection,
                        """
                        SELECT %s, difference FROM webhook_job_unit
                        WHERE job_id = ? AND (? = 'all' OR coalesce(outcome, 'none') = ?) ORDER BY n LIMIT ?
                        """.formatted(LedgerColumns.JOB_UNIT),
                        List.of(named.id(), outcome, outcome, UNITS + 1));
                if (json.isGiven()) {
                    units.printJson(out, UNITS);
                } else {
                    units.printTable(out, UNITS, "n", "endpoint", "event_id", "route", "type", "outcome", "note");
                }
            } else if (job.verifies()) {
                Differences found = Differences.read(connection, named.id());
                if (json.isGiven()) {
                    out.println(found.json(job).toPrettyString());
                } else {
                    found.print(out);
                    job.print(out);
                }
            } else if (json.isGiven()) {
                out.println(job.row().toPrettyString());
            } else {
                job.print(out);
            }
            out.flush();
            return wait.isGiven() && !job.isWell() ? CommandFailedException.FAILED : 0;
        }
    }

    @Command(name = "start", description = "Starts a job that has been planned.", mixinStandardHelpOptions = true)
    int start(@Mixin LedgerOption ledger, @Mixin JobOption job, @Mixin ReasonOption reason)
            throws CommandFailedException, SQLException {
        return change(ledger, JobChange.START, job, reason);
    }

    @Command(
            name = "pause",
            description = "Has a job send nothing more; what it has sent goes on.",
            mixinStandardHelpOptions = true)
    int pause(@Mixin LedgerOption ledger, @Mixin JobOption job, @Mixin ReasonOption reason)
            throws CommandFailedException, SQLException {
        return change(ledger, JobChange.PAUSE, job, reason);
    }

    @Command(
            name = "resume",
            description = "Has a paused job go on. One that stopped itself goes on without the bound on failures.",
            mixinStandardHelpOptions = true)
    int resume(@Mixin LedgerOption ledger, @Mixin JobOption job, @Mixin ReasonOption reason)
            throws CommandFailedException, SQLException {
        return change(ledger, JobChange.RESUME, job, reason);
    }

    @Command(
            name = "cancel",
            description = "Ends a job: it sends nothing more; what it has sent goes on.",
            mixinStandardHelpOptions = true)
    int cancel(@Mixin LedgerOption ledger, @Mixin JobOption job, @Mixin ReasonOption reason)
            throws CommandFailedException, SQLException {
        return change(ledger, JobChange.CANCEL, job, reason);
    }

    private int change(LedgerOption ledger, JobChange change, JobOption job, ReasonOption reason)
            throws CommandFailedException, SQLException {
        try (Connection connection = ledger.connect()) {
            JobControl.apply(connection, change, job.id(), reason.text());
            JobRow.read(connection, job.id()).print(out());
            return 0;
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
