package dev.sluice.cli.routes;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.installation.ServiceJar;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.JsonOption;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.webhook.HeaderLines;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.route.RouteSources;
import dev.sluice.route.RoutesReport;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice routes test}: shows, operator by operator, why a route takes an event or not. */
@Command(
        name = "test",
        description = {
            "Shows which routes take an event, and of every condition what it saw and whether it holds.",
            "The event is the body in a file, or one that the running instance has kept."
        },
        footer = {
            "",
            "Examples:",
            "  sluice routes test --event stripe/evt_123                    # an event that came, against the routes in force",
            "  sluice routes test --event stripe/evt_123 --routes draft.yaml",
            "  sluice routes test --file body.json --endpoint stripe        # id and type where Stripe has them",
            "  sluice routes test --file push.json --endpoint github --header 'X-GitHub-Event: push' --header 'X-GitHub-Delivery: 1'",
            "  sluice routes test --file body.json --endpoint stripe --type payment_intent.succeeded --json",
            "",
            "Exit codes: 0 a route takes it, 1 none does, 2 the command or a configuration is wrong, 3 nothing runs here."
        },
        mixinStandardHelpOptions = true)
final class RoutesTestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--file", description = "The event's body, byte for byte.")
    private @Nullable Path file;

    @Option(names = "--event", paramLabel = "ENDPOINT/ID", description = "An event in the running instance's database.")
    private @Nullable String event;

    @Option(names = "--endpoint", description = "With --file: the endpoint it came to; default: the only one there is.")
    private @Nullable String endpoint;

    @Option(names = "--type", description = "With --file: its type; default: what the endpoint's preset finds.")
    private @Nullable String type;

    @Option(names = "--header", description = "With --file: a header as it came, such as 'X-Kind: push'; repeatable.")
    private List<String> headers = List.of();

    @Option(
            names = "--routes",
            description = "routes.yaml, such as a draft; default: the one of the instance on --data.")
    private @Nullable Path routes;

    @Option(names = "--endpoints", description = "endpoints.yaml; default: the one of the instance on --data.")
    private @Nullable Path endpoints;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws CommandFailedException, ConfigurationException, InterruptedException {
        if ((file == null) == (event == null)) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "give a body with --file, or an event that came with --event");
        }
        DataDirectory directory = data.directory();
        Optional<ConfigurationFiles> files = files(directory);
        Map<String, String> environment =
                files.isEmpty() ? System.getenv() : files.get().environment(directory);
        RouteSources.Reading read = read(routesFile(files), environment);
        List<String> notes = new ArrayList<>();
        if (routes == null) {
            new RunningRoutes(directory).notThese(read.version()).ifPresent(notes::add);
        }
        List<WebhookEvent> events = event != null
                ? List.of(KeptEvent.read(RunFile.read(directory), event))
                : fromFile(files, environment, notes);
        RoutesReport report = RoutesReport.of(routesFile(files).toString(), read, events, notes);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            out.println(report.json().toPrettyString());
        } else {
            report.print(out);
        }
        out.flush();
        return report.allTaken() ? 0 : CommandFailedException.FAILED;
    }

    /** Those of the instance; none where both are named, since nothing need be installed then. */
    private Optional<ConfigurationFiles> files(DataDirectory directory) throws CommandFailedException {
        return routes != null && (event != null || endpoints != null)
                ? Optional.empty()
                : Optional.of(ConfigurationFiles.of(directory));
    }

    private Path routesFile(Optional<ConfigurationFiles> files) {
        return routes != null ? routes : files.orElseThrow().routes();
    }

    private static RouteSources.Reading read(Path file, Map<String, String> environment)
            throws CommandFailedException, ConfigurationException {
        try (ServiceJar processor = ServiceJar.of(Installation.current().jar("processor-service"))) {
            return new RouteSources(file, environment, processor.handlers(environment)).readToShow();
        }
    }

    private List<WebhookEvent> fromFile(
            Optional<ConfigurationFiles> files, Map<String, String> environment, List<String> notes)
            throws CommandFailedException, ConfigurationException {
        int maxBody = new Settings(System.getenv()).get(CommonSettings.MAX_BODY);
        Path from = endpoints != null ? endpoints : files.orElseThrow().endpoints();
        EndpointCatalog known =
                EndpointsFile.inspect(from, environment, maxBody).endpoints();
        Optional<Endpoint> chosen = EventFile.endpoint(known, Optional.ofNullable(endpoint));
        if (chosen.isEmpty()) {
            notes.add("no --endpoint: routes that name endpoints or providers do not take it");
        }
        if (chosen.isEmpty() && type == null) {
            notes.add("no --type: routes that name types or categories do not take it");
        }
        return new EventFile(body(), HeaderLines.parsed(headers), Optional.ofNullable(type)).events(chosen);
    }

    private byte[] body() throws CommandFailedException {
        try {
            return Files.readAllBytes(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, file + " can't be read: " + e, e);
        }
    }
}
