package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.InstanceLock;
import dev.sluice.cli.up.Instance;
import dev.sluice.cli.up.Progress;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice bench}: prints the figures of the README, measured on this machine. */
@Command(
        name = "bench",
        description = "Measures an instance of its own on this machine, and prints a Markdown table; takes minutes.",
        footer = {"", "Examples:", "  sluice bench", "  sluice bench --rounds 1"},
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    // Fewer are over before anything can be measured.
    private static final int FEWEST_EVENTS = 10_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            description = "Empty directory for the data, left as it is; default: a temporary one, deleted at the end.")
    private @Nullable Path data;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds of topic to Postgres, whose medians are shown; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--events",
            defaultValue = "300000",
            description = "Events that wait on the topic in each round; default: ${DEFAULT-VALUE}.")
    private int events;

    @Override
    public Integer call() throws Exception {
        if (rounds < 1 || events < FEWEST_EVENTS) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "--rounds has to be 1 or more, --events " + FEWEST_EVENTS + " or more");
        }
        Installation installation = Installation.current();
        DataDirectory directory = DataDirectory.of(data != null ? data : Files.createTempDirectory("sluice-bench"));
        directory.create();
        InstanceLock lock = InstanceLock.take(directory);
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            requireEmpty(directory);
            directory.requireSpace();
            ConfigurationFiles examples = ConfigurationFiles.choose(null, null, true, installation);
            AddressLimits limits = AddressLimits.copy(examples.endpoints(), directory.root());
            ConfigurationFiles files = new ConfigurationFiles(limits.file(), examples.routes(), true);
            files.write(directory);
            int maxBody = new Settings(System.getenv()).get(CommonSettings.MAX_BODY);
            Endpoint endpoint = EndpointsFile.read(files.endpoints(), files.environment(directory), maxBody)
                    .named("stripe")
                    .orElseThrow();
            measure(
                    Instance.onFreePorts(installation, directory, files, progress),
                    directory,
                    endpoint,
                    limits,
                    progress);
            return 0;
        } finally {
            lock.close();
        }
    }

    private void measure(
            Instance instance, DataDirectory directory, Endpoint endpoint, AddressLimits limits, Progress progress)
            throws Exception {
        // Also for Ctrl-C, which never comes back here.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(instance, directory, progress), "stop"));
        try {
            PrintWriter out = spec.commandLine().getOut();
            new Bench(instance, directory, endpoint, limits, progress)
                    .run(rounds, events)
                    .print(out);
        } catch (SQLException | ExecutionException | IOException e) {
            throw new CommandFailedException(CommandFailedException.FAILED, "a measurement failed: " + e, e);
        }
    }

    private static void requireEmpty(DataDirectory directory) throws CommandFailedException {
        if (Files.exists(directory.broker()) || Files.exists(directory.postgres())) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    directory.root() + " holds the data of an instance; name an empty directory");
        }
    }

    private void end(Instance instance, DataDirectory directory, Progress progress) {
        try {
            instance.stop();
            if (data == null) {
                directory.clear();
                Files.deleteIfExists(directory.lock());
                Files.deleteIfExists(directory.root().resolve(AddressLimits.FILE));
                Files.delete(directory.root());
            }
        } catch (InterruptedException | IOException e) {
            progress.say("could not tidy up " + directory.root() + ": " + e);
        }
    }
}
