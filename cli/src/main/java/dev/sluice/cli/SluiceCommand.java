package dev.sluice.cli;

import dev.sluice.cli.bench.BenchCommand;
import dev.sluice.cli.check.CheckCommand;
import dev.sluice.cli.doctor.DoctorCommand;
import dev.sluice.cli.event.EventsCommand;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.job.DlqCommand;
import dev.sluice.cli.job.JobsCommand;
import dev.sluice.cli.job.ReplayCommand;
import dev.sluice.cli.load.LoadCommand;
import dev.sluice.cli.partitions.PartitionsCommand;
import dev.sluice.cli.routes.RoutesCommand;
import dev.sluice.cli.running.DownCommand;
import dev.sluice.cli.running.LogsCommand;
import dev.sluice.cli.running.PsqlCommand;
import dev.sluice.cli.running.StatusCommand;
import dev.sluice.cli.up.UpCommand;
import dev.sluice.cli.webhook.SendCommand;
import dev.sluice.cli.webhook.SignCommand;
import dev.sluice.cli.webhook.VerifyCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sluice}, which does nothing without a subcommand. */
@Command(
        name = "sluice",
        description = "Webhooks in, signatures proven, applied exactly once.",
        mixinStandardHelpOptions = true,
        version = "sluice " + Installation.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  sluice up                     # everything on this machine",
            "  sluice send stripe            # in another terminal: a webhook as Stripe sends it",
            "  sluice status                 # what became of it",
            "  sluice help send              # more about a command",
            "",
            "Exit codes: 0 done, 1 it was tried and did not work, 2 the command or a configuration is wrong, 3 the machine",
            "is not ready: nothing runs, a port is taken, another one runs, the disk is full."
        },
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            DownCommand.class,
            PsqlCommand.class,
            EventsCommand.class,
            DlqCommand.class,
            ReplayCommand.class,
            JobsCommand.class,
            SendCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            CheckCommand.class,
            DoctorCommand.class,
            PartitionsCommand.class,
            RoutesCommand.class,
            LoadCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
final class SluiceCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
