package dev.sluice.cli.doctor;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.ConfigurationCheck;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.running.StatusReader;
import dev.sluice.config.ConfigurationException;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Setting;
import dev.sluice.settings.Settings;
import dev.sluice.topic.Changelogs;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice doctor}: configuration, endpoints, services, broker, database and clocks, with a fix for what is wrong. */
@Command(
        name = "doctor",
        description = "Checks configuration, endpoints, services, broker, database and clocks.",
        footer = {
            "",
            "Examples:",
            "  sluice doctor",
            "  sluice doctor --endpoints endpoints.yaml      # a file that no instance uses yet",
            "",
            "Exit codes: 0 nothing fails, 1 something does."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--endpoints",
            description = "endpoints.yaml to check, which the instance need not use; default: the one of --data.")
    private @Nullable Path endpoints;

    @Override
    public Integer call() throws CommandFailedException, ConfigurationException, InterruptedException {
        DataDirectory directory = data.directory();
        Map<String, String> environment = System.getenv();
        Settings settings = new Settings(environment);
        TopicPlan plan = CommonSettings.topicPlan(settings);
        Optional<RunFile> run =
                Files.exists(directory.runFile()) ? Optional.of(RunFile.read(directory)) : Optional.empty();

        ConfigurationFiles files = endpoints == null
                ? ConfigurationFiles.of(directory)
                : ConfigurationFiles.choose(endpoints, null, false, Installation.current());
        // The secrets are with the instance that runs; this terminal need not have them.
        ConfigurationCheck check = run.isPresent() && endpoints == null
                ? ConfigurationCheck.beside(files, directory, Installation.current(), plan.maxBody())
                : ConfigurationCheck.of(files, directory, Installation.current(), plan.maxBody());
        List<Finding> findings = new ArrayList<>();
        findings.addAll(new ConfigurationChecks(files, check).findings());
        findings.addAll(new EndpointChecks(check.endpoints(), Instant.now()).findings());
        run.ifPresentOrElse(
                found -> findings.add(new Finding.Ok("instance: runs on " + directory.root())),
                () -> findings.add(new Finding.Warn(
                        "instance: none runs on " + directory.root() + "; looking where the environment says",
                        "Start one with: sluice up")));
        if (run.isPresent()) {
            findings.addAll(new ServiceChecks("ingest", run.get().managementUrl()).findings());
            findings.addAll(new ServiceChecks("processor", run.get().processorUrl()).findings());
            if (endpoints == null) {
                findings.addAll(new EndpointProbes(check.endpoints(), run.get()).findings());
            }
        }
        if (run.isPresent()) {
            findings.addAll(FlowChecks.of(StatusReader.of(directory, run.get()).read()));
        }
        findings.addAll(new BrokerChecks(
                        run.map(RunFile::kafkaBootstrap)
                                .map(KafkaAddress::plain)
                                .orElseGet(() -> CommonSettings.kafka(settings)),
                        plan,
                        new Changelogs(environment.getOrDefault("SLUICE_APPLICATION_ID", "sluice-processor")))
                .findings());
        findings.addAll(database(run, environment).findings());
        return print(findings);
    }

    private static DatabaseChecks database(Optional<RunFile> run, Map<String, String> environment) {
        Properties credentials = new Properties();
        if (run.isPresent()) {
            return new DatabaseChecks(run.get().postgresUrl(), credentials);
        }
        credentials.setProperty("user", environment.getOrDefault("SLUICE_POSTGRES_USER", "sluice"));
        Setting<String> password = Setting.secret("SLUICE_POSTGRES_PASSWORD", "The user's password.", text -> text);
        credentials.setProperty("password", new Settings(environment).get(password));
        return new DatabaseChecks(
                environment.getOrDefault("SLUICE_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:5432/sluice"),
                credentials);
    }

    private int print(List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        boolean failed = false;
        for (Finding finding : findings) {
            switch (finding) {
                case Finding.Ok ok -> out.println("ok    " + ok.what());
                case Finding.Warn warn -> out.println("warn  " + warn.what() + "\n      " + warn.fix());
                case Finding.Fail fail -> {
                    out.println("fail  " + fail.what() + "\n      " + fail.fix());
                    failed = true;
                }
            }
        }
        return failed ? CommandFailedException.FAILED : 0;
    }
}
