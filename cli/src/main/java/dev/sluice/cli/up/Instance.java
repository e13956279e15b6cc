package dev.sluice.cli.up;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.installation.ServiceSettings;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.config.ConfigurationException;
import dev.sluice.local.LocalBroker;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.StartFailedException;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The four programs of one instance, started and stopped in order. Thread-safe. */
public final class Instance implements Supervisor.Watcher {
    /** How the processor service's Java is started. Nobody waits for it, so the collector may pause it and cost the less. */
    public static final List<String> PROCESSOR_JAVA_OPTIONS = List.of("-Xmx1g", "-XX:+UseParallelGC");

    private final DataDirectory data;
    private final ServicePrograms programs;
    private final Progress progress;
    private final LocalPostgres postgresServer;
    private final Supervisor broker;
    private final Supervisor postgres;
    private final Supervisor ingest;
    private final Supervisor processor;
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final StartTogether starting = new StartTogether();
    private boolean ready;
    private boolean stopped;

    Instance(ServicePrograms programs, int maxRecord, Progress progress) throws CommandFailedException {
        this.data = programs.data();
        this.programs = programs;
        this.progress = progress;
        postgresServer = new LocalPostgres(data.postgres(), programs.ports().postgres());
        broker = new Supervisor(
                new BrokerProcess(
                        new LocalBroker(data.broker(), programs.ports().broker(), maxRecord)),
                this);
        postgres = new Supervisor(new PostgresProcess(postgresServer), this);
        ingest = new Supervisor(programs.ingest(), this);
        processor = new Supervisor(programs.processor(postgresServer), this);
    }

    /** One of the installed services, on ports that nobody uses. */
    public static Instance onFreePorts(
            Installation installation, DataDirectory data, ConfigurationFiles files, Progress progress)
            throws CommandFailedException, ConfigurationException, IOException {
        ServiceSettings settings = ServiceSettings.of(installation);
        settings.check(System.getenv(), List.of(files.endpoints(), files.routes()));
        int maxRecord = CommonSettings.topicPlan(new Settings(System.getenv())).maxRecord();
        return new Instance(
                new ServicePrograms(
                        installation,
                        settings,
                        data,
                        files,
                        new ServiceVariables(System.getenv()),
                        Ports.choose(0, 0, 0),
                        AdminToken.of(data)),
                maxRecord,
                progress);
    }

    /** On return all four are ready and {@code run.json} says where they are. */
    public RunFile start() throws StartFailedException, InterruptedException, IOException {
        starting.run(progress, broker, postgres);
        starting.run(progress, ingest, processor);
        return written();
    }

    /** Stops the processor alone; {@link #startProcessor} brings it back. */
    public void stopProcessor() throws InterruptedException {
        processor.stop();
    }

    /** On return the processor is ready again, as another process. */
    public RunFile startProcessor() throws StartFailedException, InterruptedException, IOException {
        starting.run(progress, processor);
        return written();
    }

    /** How long each part took to be ready, by name, in the order of the start; the services start at the same time. */
    public Map<String, Duration> startTimes() {
        Map<String, Duration> times = new LinkedHashMap<>();
        Stream.of(broker, postgres, ingest, processor)
                .forEach(supervisor -> times.put(supervisor.name(), supervisor.startTook()));
        return times;
    }

    /** Returns only when a part could not be kept running, and says why. */
    String awaitLoss() {
        return lost.join();
    }

    /** Stops the services, then the broker, then the database; on return none is left. */
    public void stop() throws InterruptedException, IOException {
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            ready = false;
            Files.deleteIfExists(data.runFile());
        }
        progress.say("stopping");
        starting.cancel();
        List<Thread> services = Stream.of(ingest, processor)
                .map(supervisor -> Thread.ofPlatform().start(() -> stop(supervisor)))
                .toList();
        for (Thread service : services) {
            service.join();
        }
        stop(broker);
        stop(postgres);
    }

    @Override
    public void died(ManagedProcess part, int exitCode) {
        progress.say(part.name() + " has died (exit code " + exitCode + "); starting it again");
    }

    @Override
    public synchronized void returned(ManagedProcess part) {
        progress.say(part.name() + " is back");
        if (ready) {
            try {
                runFile().write(data);
            } catch (IOException e) {
                progress.say("run.json could not be written: " + e);
            }
        }
    }

    @Override
    public void lost(ManagedProcess part, String why) {
        lost.complete(why);
    }

    private synchronized RunFile written() throws IOException {
        ready = true;
        RunFile run = runFile();
        run.write(data);
        return run;
    }

    /** Where everything is now. */
    public RunFile runFile() {
        Ports ports = programs.ports();
        String host = programs.variables().host();
        Map<String, Long> pids = new LinkedHashMap<>();
        Stream.of(broker, postgres, ingest, processor)
                .forEach(supervisor -> pids.put(supervisor.name(), supervisor.pid()));
        return new RunFile(
                programs.variables().scheme() + "://" + host + ":" + ports.ingest(),
                "http://" + programs.variables().managementHost() + ":" + ports.management(),
                "http://" + host + ":" + ports.processor(),
                "127.0.0.1:" + ports.broker(),
                postgresServer.jdbcUrl(LocalPostgres.DATABASE) + "?user=" + postgresServer.user() + "&password="
                        + postgresServer.password(),
                postgresServer.libpqUrl(LocalPostgres.DATABASE),
                programs.adminToken(),
                pids);
    }

    private static void stop(Supervisor supervisor) {
        try {
            supervisor.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
