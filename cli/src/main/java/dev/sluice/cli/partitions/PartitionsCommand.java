package dev.sluice.cli.partitions;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.JsonOption;
import dev.sluice.topic.PartitionCounts;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice partitions}: how many there are of each topic, and whether the processor can run on them. */
@Command(
        name = "partitions",
        description = {
            "Says how many partitions the topics and the processor's stores have, and whether they fit.",
            "Asks the instance that runs here; where none does, SLUICE_KAFKA_BOOTSTRAP."
        },
        footer = {
            "",
            "Examples:",
            "  sluice partitions",
            "  sluice partitions raise --to 12",
            "  SLUICE_KAFKA_BOOTSTRAP=kafka:9092 sluice partitions --json",
            "",
            "Exit codes: 0 they fit, 1 they don't, or the broker can't be asked."
        },
        subcommands = RaiseCommand.class,
        mixinStandardHelpOptions = true)
public final class PartitionsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        Cluster cluster = Cluster.of(data.directory());
        PartitionCounts counts = cluster.ask(admin -> PartitionCounts.of(admin, cluster.changelogs()));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            ObjectNode node = JSON.createObjectNode();
            put(node.putObject("topics"), counts.topics());
            put(node.putObject("stores"), counts.changelogs());
            counts.refusal().ifPresentOrElse(why -> node.put("wrong", why), () -> node.putNull("wrong"));
            out.println(node.toPrettyString());
        } else {
            counts.topics().forEach((name, count) -> line(out, name, count));
            counts.changelogs().forEach((name, count) -> line(out, name, count));
            out.println(counts.refusal().orElse("the processor can run on them"));
        }
        out.flush();
        return counts.refusal().isEmpty() ? 0 : CommandFailedException.FAILED;
    }

    private static void put(ObjectNode node, Map<String, Integer> counts) {
        counts.forEach(node::put);
    }

    private static void line(PrintWriter out, String name, int count) {
        out.println(String.format(Locale.ROOT, "  %5d  %s", count, name));
    }
}
