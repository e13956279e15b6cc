package dev.sluice.cli.up;

import dev.sluice.cli.demo.Demo;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.installation.ServiceSettings;
import dev.sluice.cli.instance.ConfigurationCheck;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.InstanceLock;
import dev.sluice.cli.instance.Orphans;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.config.ConfigurationException;
import dev.sluice.local.StartFailedException;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import dev.sluice.topic.TopicPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice up}: runs everything until it is told to stop. */
@Command(
        name = "up",
        description = "Starts broker, database and both services on this machine; Ctrl-C stops them.",
        footer = {
            "",
            "Examples:",
            "  sluice up                                             # the examples, with secrets made up",
            "  sluice up --endpoints endpoints.yaml --routes routes.yaml",
            "  sluice up -d                                          # leaves it running; see status, logs, down",
            "  sluice up --demo --exit                               # shows and checks what it promises",
            "",
            "Exit codes: 0 ended as asked, 1 a part did not start or stay up, or a promise was broken, 2 mistakes in the",
            "configuration, 3 a port is taken, another one runs, or the disk is full."
        },
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--demo", description = "Send a mix of webhooks, show what became of them and check the promises.")
    private boolean demo;

    @Option(names = "--exit", description = "Stop once all is ready, or the demo has ended.")
    private boolean exit;

    @Option(
            names = {"-d", "--detach"},
            description = "Return once all is ready, and leave it running.")
    private boolean detach;

    @Option(names = "--fresh", description = "Delete what earlier runs have left in the data directory.")
    private boolean fresh;

    @Option(names = "--corpus", description = "With --demo: also send this file, one {\"type\":…,\"body\":…} a line.")
    private @Nullable Path corpus;

    @Option(
            names = "--endpoints",
            description = "endpoints.yaml; default: $SLUICE_ENDPOINTS, ./endpoints.yaml, else the examples.")
    private @Nullable Path endpoints;

    @Option(names = "--routes", description = "routes.yaml; default: $SLUICE_ROUTES, ./routes.yaml, else the examples.")
    private @Nullable Path routes;

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--ingest-port",
            defaultValue = "${env:SLUICE_INGEST_PORT:-8080}",
            description = "Default: ${DEFAULT-VALUE}; 0: any free one.")
    private int ingestPort;

    @Option(
            names = "--management-port",
            defaultValue = "${env:SLUICE_MANAGEMENT_PORT:-9080}",
            description = "Default: ${DEFAULT-VALUE}; 0: any free one.")
    private int managementPort;

    @Option(
            names = "--processor-port",
            defaultValue = "${env:SLUICE_PROCESSOR_PORT:-8081}",
            description = "Default: ${DEFAULT-VALUE}; 0: any free one.")
    private int processorPort;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Installation installation = Installation.current();
        if (detach) {
            return detached(installation, out);
        }
        ServiceVariables variables = new ServiceVariables(System.getenv());
        ConfigurationFiles files = ConfigurationFiles.choose(
                chosen(endpoints, variables, "SLUICE_ENDPOINTS"),
                chosen(routes, variables, "SLUICE_ROUTES"),
                demo,
                installation);
        ServiceSettings settings = ServiceSettings.of(installation);
        // What it can't read is reported below, with all other mistakes.
        TopicPlan topics = CommonSettings.topicPlan(new Settings(System.getenv()));
        DataDirectory directory = data.directory();
        directory.create();
        InstanceLock lock = InstanceLock.take(directory);
        try (Progress progress = new Progress(out)) {
            tidy(directory, progress);
            directory.requireSpace();
            ConfigurationCheck check = ConfigurationCheck.of(files, directory, installation, topics.maxBody())
                    .and(variables.mistakes());
            check.require();
            check.doubts().forEach(doubt -> progress.say("warning: " + doubt));
            variables.unused().forEach(progress::say);
            files.write(directory);
            ServicePrograms programs = new ServicePrograms(
                    installation,
                    settings,
                    directory,
                    files,
                    variables,
                    Ports.choose(ingestPort, managementPort, processorPort),
                    AdminToken.of(directory));
            return run(
                    new Instance(programs, topics.maxRecord(), progress), directory, files, topics.maxBody(), progress);
        } finally {
            lock.close();
        }
    }

    private int detached(Installation installation, PrintWriter out)
            throws CommandFailedException, StartFailedException, InterruptedException {
        if (demo || exit) {
            throw new ParameterException(spec.commandLine(), "--detach goes with neither --demo nor --exit");
        }
        DataDirectory directory = data.directory();
        directory.create();
        List<String> all = spec.commandLine().getParseResult().originalArgs();
        // Those of the command line begin with the command's own name.
        List<String> arguments = all.subList(all.indexOf(spec.name()) + 1, all.size()).stream()
                .filter(argument -> !argument.equals("-d") && !argument.equals("--detach"))
                .toList();
        try (Progress progress = new Progress(out)) {
            RunFile run = new Detached(installation, directory, arguments).start(progress);
            new Addresses(run, directory).print(progress);
            progress.say("It runs on; see sluice status and sluice logs, and stop it with sluice down.");
            return 0;
        }
    }

    private static @Nullable Path chosen(@Nullable Path option, ServiceVariables variables, String variable) {
        return option == null ? variables.file(variable).orElse(null) : option;
    }

    private void tidy(DataDirectory directory, Progress progress) throws InterruptedException, IOException {
        List<String> orphans = Orphans.stop(directory);
        if (!orphans.isEmpty()) {
            progress.say("stopped what an earlier run had left: " + String.join(", ", orphans));
        }
        Files.deleteIfExists(directory.runFile());
        if (fresh) {
            directory.clear();
        }
    }

    private int run(
            Instance instance, DataDirectory directory, ConfigurationFiles files, int maxBody, Progress progress)
            throws Exception {
        Thread stopper = new Thread(() -> stop(instance, progress), "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            progress.say("starting; the data are in " + directory.root());
            RunFile run = instance.start();
            new Addresses(run, directory).print(progress);
            boolean holds = !demo || demonstrate(run, directory, files, maxBody);
            if (exit) {
                return holds ? 0 : CommandFailedException.FAILED;
            }
            progress.say("Ctrl-C stops it; so does sluice down from another terminal.");
            String why = instance.awaitLoss();
            throw new CommandFailedException(CommandFailedException.FAILED, why);
        } catch (StartFailedException e) {
            throw new CommandFailedException(CommandFailedException.FAILED, e.getMessage() + space(directory), e);
        } finally {
            instance.stop();
        }
    }

    private boolean demonstrate(RunFile run, DataDirectory directory, ConfigurationFiles files, int maxBody)
            throws CommandFailedException, ConfigurationException, InterruptedException {
        String group = System.getenv().getOrDefault("SLUICE_APPLICATION_ID", "sluice-processor");
        return new Demo(
                        run,
                        directory,
                        files,
                        maxBody,
                        Optional.ofNullable(corpus),
                        group,
                        spec.commandLine().getOut())
                .run();
    }

    private static String space(DataDirectory directory) throws CommandFailedException {
        long mebibytes = directory.usableSpace() / (1024 * 1024);
        return mebibytes < 100 ? "\n  the disk of " + directory.root() + " is full: " + mebibytes + " MiB left" : "";
    }

    private static void stop(Instance instance, Progress progress) {
        try {
            instance.stop();
        } catch (InterruptedException | IOException e) {
            progress.say("could not stop everything: " + e);
        }
    }
}
