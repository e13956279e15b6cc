package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.ledger.EventName;
import dev.sluice.cli.ledger.LedgerOption;
import dev.sluice.cli.ledger.ListOption;
import dev.sluice.event.EventKey;
import dev.sluice.job.JobKind;
import dev.sluice.job.Selection;
import dev.sluice.job.Where.Field;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice replay}: events attempted anew, from the topic. */
@Command(
        name = "replay",
        description = {
            "Attempts events anew, each in every route that takes it now, whatever became of it before.",
            "The set is frozen when it is planned. What retention has eaten of the topic is taken from the audit.",
            "Fields of --where: endpoint, provider, type, category, object, route, status."
        },
        footer = {
            "",
            "Examples:",
            "  sluice replay --from-time 2026-11-30T14:00:00Z --to 2026-11-30T16:00:00Z --plan",
            "  sluice replay --from-time 2h --where route=payments --ramp --wait",
            "  sluice replay --from-offset 0:1200,1:90 --rate 50 --reason \"handler mended\"",
            "  sluice replay --event stripe/evt_1 --event stripe/evt_2 --wait",
            "  sluice replay --from-time 2h --where route=payments --verify     # what would be different?",
            "",
            "Exit codes: 0 done, 1 nothing to replay, or (with --wait) not every unit went well, or (with --verify)",
            "something would be different, 2 the command is wrong,",
            "3 the database does not answer, or no processor runs."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
    private static final Set<Field> FIELDS = EnumSet.complementOf(EnumSet.of(Field.CAUSE, Field.GROUP));

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LedgerOption ledger = new LedgerOption();

    @Mixin
    private JobRequest request = new JobRequest();

    @Option(
            names = {"--from", "--from-offset", "--from-time", "--from-event"},
            paramLabel = "PLACE",
            description =
                    "Where to begin: an offset (1200), offsets by partition (0:1200,1:90; others are left out), a moment"
                            + " (2026-11-30T14:00:00Z, or 2h for two hours ago), or an event (ENDPOINT/ID).")
    private @Nullable String from;

    @Option(
            names = {"--to", "--to-offset", "--to-time", "--to-event"},
            paramLabel = "PLACE",
            description =
                    "Where to end; what stands there is not taken any more, except an event that is named. Without it,"
                            + " what is there now.")
    private @Nullable String to;

    @Option(names = "--event", paramLabel = "ENDPOINT/ID", description = "This event; may be given again.")
    private List<String> events = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only those for which this holds; may be given again. A value may end with *.")
    private List<String> where = new ArrayList<>();

    @Option(
            names = "--verify",
            description = "Attempt nothing: run the handlers as they are now, and show column by column what they would"
                    + " write. Handlers that call other systems are skipped.")
    private boolean verify;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "With --verify: look at so many units at most, and say how many are left (default: 1000).")
    private int limit = 1000;

    @Override
    public Integer call() throws CommandFailedException, SQLException, InterruptedException {
        if (from == null && events.isEmpty()) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "say where to begin (--from-time 2h, --from-offset 1200, --from-event stripe/evt_1) or which events"
                            + " (--event stripe/evt_1)");
        }
        List<EventKey> keys = new ArrayList<>();
        for (String event : events) {
            keys.add(EventName.parse(event));
        }
        Selection selection = new Selection(Place.of(from), Place.of(to), keys, ListOption.where(where, FIELDS));
        if (!keys.isEmpty() && !(selection.from().isEmpty() && selection.to().isEmpty())) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "name events (--event) or a range (--from, --to), and not both");
        }
        request.check();
        if (limit < 1) {
            throw new CommandFailedException(CommandFailedException.USAGE, "--limit is at least 1");
        }
        try (Connection connection = ledger.connect()) {
            String nothing = "there is nothing to replay there; see what there is with: sluice events list";
            PrintWriter out = spec.commandLine().getOut();
            return verify
                    ? request.verify(connection, out, selection, limit, nothing)
                    : request.run(connection, out, JobKind.REPLAY, selection, nothing);
        }
    }
}
