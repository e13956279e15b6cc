package dev.sluice.cli;

import dev.sluice.cli.bench.BenchCommand;
import dev.sluice.cli.check.CheckCommand;
import dev.sluice.cli.doctor.DoctorCommand;
import dev.sluice.cli.load.LoadCommand;
import dev.sluice.cli.up.UpCommand;
import dev.sluice.cli.webhook.SendCommand;
import dev.sluice.cli.webhook.SignCommand;
import dev.sluice.cli.webhook.VerifyCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sluice}, which does nothing without a subcommand. */
@Command(
        name = "sluice",
        description = "Webhooks in, signatures proven, applied exactly once.",
        mixinStandardHelpOptions = true,
        version = "sluice 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            SendCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            CheckCommand.class,
            DoctorCommand.class,
            LoadCommand.class,
            BenchCommand.class
        })
final class SluiceCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
