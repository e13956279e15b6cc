package dev.sluice.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.ledger.Body;
import dev.sluice.cli.ledger.LedgerOption;
import dev.sluice.cli.ledger.ListOption;
import dev.sluice.cli.ledger.Rows;
import dev.sluice.cli.ledger.ShowOption;
import dev.sluice.event.EventKey;
import dev.sluice.job.JobKind;
import dev.sluice.job.Selection;
import dev.sluice.job.Where;
import dev.sluice.job.Where.Field;
import dev.sluice.query.LedgerColumns;
import dev.sluice.query.LedgerRows;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice dlq}: dead letters, and what is done with them. */
@Command(
        name = "dlq",
        description = "Shows dead letters, and attempts them anew, discards or holds them.",
        footer = {
            "",
            "Examples:",
            "  sluice dlq groups                                  # failures of one kind together, the most frequent first",
            "  sluice dlq list --where group=3f0c5a9d21b7e640",
            "  sluice dlq show stripe/evt_1                       # its history; --body prints the bytes as received",
            "  sluice dlq redrive stripe/evt_1 --wait             # also runs at once a retry that waits",
            "  sluice dlq redrive --where route=payments --ramp --wait",
            "  sluice dlq discard --where type=ping --reason \"nobody needs them\"",
            "  sluice dlq hold stripe/evt_1 --reason \"ask Ana first\"",
            "",
            "Fields of --where: endpoint, provider, type, category, object, route, cause, group, status.",
            "Exit codes: 0 done, 1 there is no such dead letter, or (with --wait) not every unit went well, 2 the command is",
            "wrong, 3 the database does not answer, or no processor runs."
        },
        mixinStandardHelpOptions = true)
public final class DlqCommand implements Runnable {
    private static final Map<Field, String> COLUMNS = new EnumMap<>(Map.of(
            Field.ENDPOINT, "endpoint",
            Field.PROVIDER, "provider",
            Field.TYPE, "type",
            Field.CATEGORY, "category",
            Field.OBJECT, "object_id",
            Field.ROUTE, "route",
            Field.CAUSE, "cause",
            Field.GROUP, "fingerprint",
            Field.STATUS, "status"));

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command: list, show, groups, redrive, discard or hold?");
    }

    @Command(
            name = "list",
            description = "Lists dead letters that are not closed, the newest first; with --where status=… others.",
            mixinStandardHelpOptions = true)
    int list(@Mixin LedgerOption ledger, @Mixin ListOption list) throws CommandFailedException, SQLException {
        Where where = list.where(COLUMNS.keySet());
        List<Object> parameters = new ArrayList<>(where.parameters(COLUMNS));
        parameters.add(list.limit() + 1);
        String closed = where.values().containsKey(Field.STATUS) ? "" : " AND status IN ('open', 'held', 'redriving')";
        try (Connection connection = ledger.connect()) {
            Rows rows = Rows.of(
                    connection, """
                    SELECT %s
                    FROM webhook_dead_letter WHERE %s%s ORDER BY died_at DESC, endpoint DESC, event_id DESC LIMIT ?
                    """.formatted(LedgerColumns.DEAD_LETTER, where.sql(COLUMNS), closed), parameters);
            if (list.json()) {
                rows.printJson(out(), list.limit());
            } else {
                rows.printTable(
                        out(),
                        list.limit(),
                        "died_at",
                        "endpoint",
                        "event_id",
                        "route",
                        "status",
                        "chapter",
                        "cause",
                        "reason");
            }
            return 0;
        }
    }

    @Command(
            name = "groups",
            description = "Counts dead letters by kind of failure: route, cause, exception, where it arose, and message"
                    + " without its values.",
            mixinStandardHelpOptions = true)
    int groups(@Mixin LedgerOption ledger, @Mixin ListOption list) throws CommandFailedException, SQLException {
        Where where = list.where(COLUMNS.keySet());
        List<Object> parameters = new ArrayList<>(where.parameters(COLUMNS));
        parameters.add(list.limit() + 1);
        String open = where.values().containsKey(Field.STATUS) ? "" : " AND status IN ('open', 'held')";
        try (Connection connection = ledger.connect()) {
            Rows rows = Rows.of(
                    connection, """
                    SELECT %s
                    FROM webhook_dead_letter WHERE %s%s GROUP BY fingerprint ORDER BY count(*) DESC, 1 LIMIT ?
                    """.formatted(LedgerColumns.DEAD_LETTER_GROUP, where.sql(COLUMNS), open), parameters);
            if (list.json()) {
                rows.printJson(out(), list.limit());
            } else {
                rows.printTable(
                        out(),
                        list.limit(),
                        "group",
                        "count",
                        "last_died_at",
                        "route",
                        "cause",
                        "sample_reason",
                        "sample");
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "Shows a dead letter: why it died, its history, and its bytes.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin LedgerOption ledger,
            @Mixin ShowOption show,
            @Option(names = "--route", paramLabel = "ROUTE", description = "Of this route, where several died.")
                    @Nullable
                    String route)
            throws CommandFailedException, SQLException {
        EventKey key = show.key();
        try (Connection connection = ledger.connect()) {
            Rows found = Rows.of(
                    connection,
                    """
                    SELECT endpoint, event_id, route, generation, chapter, status, cause, reason, exception, frame, fingerprint AS "group",
                        provider, type, category, object_id, livemode, created_at, received_at, died_at, job_id, discard_reason, note,
                        history, http_target, headers, content_type, topic, partition, "offset", encode(body, 'base64') AS body_base64
                    FROM webhook_dead_letter WHERE endpoint = ? AND event_id = ? AND (? = '' OR route = ?) ORDER BY route
                    """,
                    List.of(key.endpoint(), key.id(), route == null ? "" : route, route == null ? "" : route));
            if (found.rows().isEmpty()) {
                throw new CommandFailedException(
                        CommandFailedException.FAILED,
                        "there is no dead letter of " + key + "; look at the event with: sluice events show " + key);
            }
            if (show.bodyAlone()) {
                Body.write(found.rows().getFirst(), System.out);
            } else if (show.json()) {
                found.printJson(out(), Integer.MAX_VALUE);
            } else {
                for (ObjectNode row : found.rows()) {
                    String text = Body.shown(row);
                    Rows history = new Rows(row.path("history")
                            .valueStream()
                            .map(ObjectNode.class::cast)
                            .toList());
                    row.remove(List.of("body_base64", "headers", "history"));
                    Rows.printFields(out(), row);
                    history.printTable(out(), Integer.MAX_VALUE, "attempt", "at", "cause", "message");
                    out().println(text);
                }
                out().flush();
            }
            return 0;
        }
    }

    @Command(
            name = "redrive",
            description = {
                "Attempts dead letters anew. Two redrives of one apply it once; one that dies again is a new chapter of it.",
                "Of named events, and with --where status=retrying, retries that wait are run at once as well."
            },
            mixinStandardHelpOptions = true)
    int redrive(@Mixin LedgerOption ledger, @Mixin LettersOption letters, @Mixin JobRequest request)
            throws CommandFailedException, SQLException, InterruptedException {
        return bulk(ledger, letters, request, JobKind.REDRIVE);
    }

    @Command(
            name = "discard",
            description = "Closes dead letters without an attempt; --reason says why.",
            mixinStandardHelpOptions = true)
    int discard(@Mixin LedgerOption ledger, @Mixin LettersOption letters, @Mixin JobRequest request)
            throws CommandFailedException, SQLException, InterruptedException {
        if (request.reason().isBlank()) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "say why they are discarded: --reason \"…\"; it is kept with each");
        }
        return bulk(ledger, letters, request, JobKind.DISCARD);
    }

    private int bulk(LedgerOption ledger, LettersOption letters, JobRequest request, JobKind kind)
            throws CommandFailedException, SQLException, InterruptedException {
        Selection selection = letters.selection(EnumSet.allOf(Field.class));
        request.check();
        try (Connection connection = ledger.connect()) {
            return request.run(
                    connection,
                    out(),
                    kind,
                    selection,
                    "there is no such open dead letter" + (kind == JobKind.REDRIVE ? ", and no retry that waits" : "")
                            + "; see: sluice dlq list");
        }
    }

    @Command(
            name = "hold",
            description =
                    "Leaves dead letters out of what is done in bulk, until they are named or let go (--release).",
            mixinStandardHelpOptions = true)
    int hold(
            @Mixin LedgerOption ledger,
            @Mixin LettersOption letters,
            @Option(names = "--release", description = "Let them go.") boolean release,
            @Mixin ReasonOption reason)
            throws CommandFailedException, SQLException {
        Selection selection = letters.selection(COLUMNS.keySet());
        if (selection.from().isPresent() || selection.to().isPresent()) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "hold takes ENDPOINT/ID and --where, and no moments");
        }
        try (Connection connection = ledger.connect()) {
            connection.setAutoCommit(false);
            List<@Nullable Object> parameters = new ArrayList<>();
            parameters.add(release ? null : reason.text());
            parameters.addAll(selection.where().parameters(COLUMNS));
            parameters.add(letters.names());
            parameters.add(letters.names());
            int changed = LedgerRows.update(
                    connection,
                    "UPDATE webhook_dead_letter SET status = '%s', note = ? WHERE status = '%s' AND %s"
                                    .formatted(
                                            release ? "open" : "held",
                                            release ? "held" : "open",
                                            selection.where().sql(COLUMNS))
                            + " AND (? = '' OR endpoint || '/' || event_id = ANY (string_to_array(?, E'\\n')))",
                    parameters);
            if (changed == 0) {
                throw new CommandFailedException(
                        CommandFailedException.FAILED,
                        "there is no such dead letter that is " + (release ? "held" : "open")
                                + "; see: sluice dlq list");
            }
            JobControl.operator(reason.text())
                    .note(connection, release ? "dead_letter.released" : "dead_letter.held", null, selection.json());
            connection.commit();
            out().println(changed + (release ? " released" : " held"));
            out().flush();
            return 0;
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
