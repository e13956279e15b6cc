package dev.sluice.cli.running;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.JsonOption;
import dev.sluice.cli.instance.RunFile;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice status}: how the instance that runs here is. */
@Command(
        name = "status",
        description =
                "Says how the instance that runs here is: its parts, lag, queues, dead letters, breakers, versions.",
        footer = {
            "",
            "Examples:",
            "  sluice status",
            "  sluice status --json | jq .lag",
            "",
            "Exit codes: 0 all is well, 1 something is down or held up, 3 nothing runs."
        },
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        DataDirectory directory = data.directory();
        InstanceStatus status =
                StatusReader.of(directory, RunFile.read(directory)).read();
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            out.println(json(status).toPrettyString());
        } else {
            print(status, out);
        }
        out.flush();
        return status.isWell() ? 0 : CommandFailedException.FAILED;
    }

    private static void print(InstanceStatus status, PrintWriter out) {
        out.println("instance on " + status.data() + ": " + word(status));
        status.parts()
                .forEach((name, part) -> line(
                        out,
                        name,
                        part.state().name().toLowerCase(Locale.ROOT) + ", process " + part.pid()
                                + where(name, status)));
        line(
                out,
                "lag",
                count(status.lag(), "record(s) not yet taken in")
                        + (status.oldestUnread().orElse(0) > 0
                                ? ", the oldest for " + status.oldestUnread().getAsLong() + " s"
                                : ""));
        line(out, "waiting", count(status.waiting(), "delivery(s) for their first attempt"));
        line(out, "retries", count(status.retries(), "delivery(s) for a further attempt"));
        line(out, "dead letters", count(status.deadLetters(), "open"));
        line(
                out,
                "breakers",
                "database " + status.breakers().database()
                        + named(status.breakers().routes(), ", route "));
        line(out, "versions", named(status.versions(), ", ").substring(2));
    }

    private static String word(InstanceStatus status) {
        return status.isWell() ? "up" : "not well";
    }

    private static String where(String part, InstanceStatus status) {
        return switch (part) {
            case "ingest" -> ", " + status.run().ingestUrl();
            case "processor" -> ", " + status.run().processorUrl();
            case "broker" -> ", " + status.run().kafkaBootstrap();
            default -> "";
        };
    }

    private static String count(OptionalLong count, String what) {
        return count.isPresent() ? count.getAsLong() + " " + what : InstanceStatus.UNKNOWN;
    }

    private static String named(Map<String, String> values, String before) {
        return values.entrySet().stream()
                .map(value -> before + value.getKey() + " " + value.getValue())
                .collect(Collectors.joining());
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "  %-12s  %s", name, value));
    }

    private static ObjectNode json(InstanceStatus status) {
        ObjectNode node = JSON.createObjectNode()
                .put("status", status.isWell() ? "up" : "degraded")
                .put("data", status.data().toString())
                .put("ingest_url", status.run().ingestUrl())
                .put("management_url", status.run().managementUrl())
                .put("processor_url", status.run().processorUrl())
                .put("kafka_bootstrap", status.run().kafkaBootstrap());
        ObjectNode parts = node.putObject("parts");
        status.parts()
                .forEach((name, part) -> parts.putObject(name)
                        .put("status", part.state().name().toLowerCase(Locale.ROOT))
                        .put("pid", part.pid()));
        put(node, "lag", status.lag());
        put(node, "oldest_unread_seconds", status.oldestUnread());
        put(node, "waiting", status.waiting());
        put(node, "retries", status.retries());
        put(node, "dead_letters", status.deadLetters());
        ObjectNode breakers =
                node.putObject("breakers").put("database", status.breakers().database());
        ObjectNode routes = breakers.putObject("routes");
        status.breakers().routes().forEach(routes::put);
        ObjectNode versions = node.putObject("versions");
        status.versions().forEach(versions::put);
        return node;
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        } else {
            node.putNull(name);
        }
    }
}
