package dev.sluice.cli.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.ledger.Body;
import dev.sluice.cli.ledger.LedgerOption;
import dev.sluice.cli.ledger.ListOption;
import dev.sluice.cli.ledger.Rows;
import dev.sluice.cli.ledger.ShowOption;
import dev.sluice.event.EventKey;
import dev.sluice.job.Where;
import dev.sluice.job.Where.Field;
import dev.sluice.query.LedgerColumns;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice events}: what became of the events that were accepted. */
@Command(
        name = "events",
        description = "Says what became of the events that were accepted.",
        footer = {
            "",
            "Examples:",
            "  sluice events list --where status=retrying",
            "  sluice events list --where \"type=payment_intent.*\" --where endpoint=stripe --json",
            "  sluice events show stripe/evt_1                 # its attempts, and what it waits for",
            "  sluice events show stripe/evt_1 --body | jq .   # its bytes as they were received",
            "",
            "Exit codes: 0 done, 1 there is no such event, 2 the command is wrong, 3 the database does not answer."
        },
        mixinStandardHelpOptions = true)
public final class EventsCommand implements Runnable {
    private static final Map<Field, String> COLUMNS = new EnumMap<>(Map.of(
            Field.ENDPOINT, "endpoint",
            Field.PROVIDER, "provider",
            Field.TYPE, "type",
            Field.CATEGORY, "category",
            Field.STATUS, "status",
            Field.OBJECT, "object_id"));

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command: list or show?");
    }

    @Command(
            name = "list",
            description = "Lists events, the newest first. Fields: endpoint, provider, type, category, status, object.",
            mixinStandardHelpOptions = true)
    int list(@Mixin LedgerOption ledger, @Mixin ListOption list) throws CommandFailedException, SQLException {
        Where where = list.where(COLUMNS.keySet());
        List<Object> parameters = new ArrayList<>(where.parameters(COLUMNS));
        parameters.add(list.limit() + 1);
        try (Connection connection = ledger.connect()) {
            Rows rows = Rows.of(connection, """
                    SELECT %s
                    FROM webhook_event WHERE %s ORDER BY received_at DESC, endpoint DESC, event_id DESC LIMIT ?
                    """.formatted(LedgerColumns.EVENT, where.sql(COLUMNS)), parameters);
            PrintWriter out = spec.commandLine().getOut();
            if (list.json()) {
                rows.printJson(out, list.limit());
            } else {
                rows.printTable(
                        out,
                        list.limit(),
                        "received_at",
                        "endpoint",
                        "event_id",
                        "type",
                        "status",
                        "attempts",
                        "last_error");
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "Shows an event: where it stands, each attempt, and what waits until when.",
            mixinStandardHelpOptions = true)
    int show(@Mixin LedgerOption ledger, @Mixin ShowOption show) throws CommandFailedException, SQLException {
        EventKey key = show.key();
        try (Connection connection = ledger.connect()) {
            Rows found =
                    Rows.of(connection, """
                    SELECT %s, encode(body, 'base64') AS body_base64
                    FROM webhook_event WHERE endpoint = ? AND event_id = ? ORDER BY received_at LIMIT 1
                    """.formatted(LedgerColumns.EVENT_STORY), List.of(key.endpoint(), key.id()));
            if (found.rows().isEmpty()) {
                throw new CommandFailedException(
                        CommandFailedException.FAILED,
                        "there is no event " + key + "; list them with: sluice events list --where endpoint="
                                + key.endpoint());
            }
            ObjectNode row = found.rows().getFirst();
            if (show.bodyAlone()) {
                Body.write(row, System.out);
                return 0;
            }
            Rows attempts =
                    Rows.of(connection, """
                    SELECT %s
                    FROM webhook_attempt WHERE endpoint = ? AND event_id = ? ORDER BY attempted_at, route, attempt
                    """.formatted(LedgerColumns.ATTEMPT), List.of(key.endpoint(), key.id()));
            PrintWriter out = spec.commandLine().getOut();
            if (show.json()) {
                row.putArray("attempt_list").addAll(attempts.rows());
                out.println(row.toPrettyString());
            } else {
                String text = Body.shown(row);
                row.remove(List.of("body_base64", "headers"));
                Rows.printFields(out, row);
                out.println();
                attempts.printTable(
                        out,
                        Integer.MAX_VALUE,
                        "attempted_at",
                        "generation",
                        "route",
                        "attempt",
                        "outcome",
                        "cause",
                        "error",
                        "result",
                        "due_at");
                out.println();
                out.println(text);
            }
            out.flush();
            return 0;
        }
    }
}
