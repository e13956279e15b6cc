package dev.sluice.cli.partitions;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.topic.PartitionRaise;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice partitions raise}: gives the topics more partitions, and takes along what the processor's stores hold. */
@Command(
        name = "raise",
        description = {
            "Gives webhooks.events, webhooks.retry and webhooks.dlq more partitions, and takes along the deliveries that wait.",
            "Webhooks are accepted meanwhile. The processor's instances that run end by themselves within seconds and have to be",
            "started anew, as sluice up and any orchestrator does; they wait until this is done. It may be run again after it",
            "was interrupted, and also where the topics have been raised by other means."
        },
        footer = {
            "",
            "Examples:",
            "  sluice partitions raise --to 12",
            "",
            "Exit codes: 0 done, 1 it did not work and may be tried again, 2 the number is less than there are."
        },
        mixinStandardHelpOptions = true)
final class RaiseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--to", required = true, description = "How many partitions each of them is to have.")
    private int partitions;

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        Cluster cluster = Cluster.of(data.directory());
        PrintWriter out = spec.commandLine().getOut();
        try {
            return cluster.ask(admin -> {
                new PartitionRaise(admin, cluster.kafka(), cluster.changelogs(), line -> {
                            out.println(line);
                            out.flush();
                        })
                        .to(partitions);
                return 0;
            });
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
