package dev.sluice.cli.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.installation.ServiceJar;
import dev.sluice.cli.instance.FilesInspection;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Inspection;
import dev.sluice.config.Mistake;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice check}: says what is wrong with configuration files, without starting or asking anything. */
@Command(
        name = "check",
        description = {
            "Says what is wrong or doubtful in endpoints.yaml and routes.yaml, by file and line.",
            "Nothing has to run, and the secrets they name need not be at hand."
        },
        footer = {
            "",
            "Examples:",
            "  sluice check                                              # ./endpoints.yaml and ./routes.yaml",
            "  sluice check --endpoints conf/endpoints.yaml --routes conf/routes.yaml",
            "  sluice check --routes routes.yaml --allow-warnings        # fails for mistakes alone",
            "",
            "Exit codes: 0 nothing, 1 warnings, 2 mistakes for which a service would not start."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--endpoints",
            description = "endpoints.yaml; default, without --routes: the one in this directory.")
    private @Nullable Path endpoints;

    @Option(names = "--routes", description = "routes.yaml; default, without --endpoints: the one in this directory.")
    private @Nullable Path routes;

    @Option(names = "--allow-warnings", description = "Exit with 0 when there are warnings and no mistakes.")
    private boolean allowWarnings;

    @Option(names = "--json", description = "Print what was found as JSON.")
    private boolean json;

    @Override
    public Integer call() throws CommandFailedException, ConfigurationException {
        boolean here = endpoints == null && routes == null;
        Optional<Path> endpointsFile = chosen(endpoints, here, "endpoints.yaml");
        Optional<Path> routesFile = chosen(routes, here, "routes.yaml");
        if (endpointsFile.isEmpty() && routesFile.isEmpty()) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "there is neither endpoints.yaml nor routes.yaml here; name them with --endpoints and --routes");
        }
        Inspection found;
        try (ServiceJar processor = ServiceJar.of(Installation.current().jar("processor-service"))) {
            found = new FilesInspection(System.getenv(), processor.handlers(System.getenv()), maxBody())
                    .of(endpointsFile, routesFile);
        }
        List<Path> files =
                Stream.concat(endpointsFile.stream(), routesFile.stream()).toList();
        if (json) {
            printJson(files, found);
        } else {
            print(files, found);
        }
        if (!found.mistakes().isEmpty()) {
            return CommandFailedException.USAGE;
        }
        return found.doubts().isEmpty() || allowWarnings ? 0 : CommandFailedException.FAILED;
    }

    private static Optional<Path> chosen(@Nullable Path named, boolean here, String name) {
        return named != null
                ? Optional.of(named)
                : Optional.of(Path.of(name)).filter(file -> here && Files.exists(file));
    }

    private static int maxBody() {
        return new Settings(System.getenv()).get(CommonSettings.MAX_BODY);
    }

    private void print(List<Path> files, Inspection found) {
        PrintWriter out = spec.commandLine().getOut();
        found.mistakes().forEach(mistake -> print(out, "fail", mistake));
        found.doubts().forEach(doubt -> print(out, "warn", doubt));
        found.absent()
                .forEach(absent -> out.println(
                        "note  " + absent.where() + ": " + absent.what() + ", so its value was not checked"));
        if (found.mistakes().isEmpty() && found.doubts().isEmpty()) {
            out.println("ok    " + files.stream().map(Path::toString).collect(Collectors.joining(" and "))
                    + (files.size() == 1 ? " has" : " have") + " no mistakes");
        }
        out.flush();
    }

    private static void print(PrintWriter out, String word, Mistake mistake) {
        out.println(word + "  " + mistake.where() + ": " + mistake.what() + "\n      " + mistake.fix());
    }

    private void printJson(List<Path> files, Inspection found) {
        ObjectNode all = JSON.createObjectNode();
        ArrayNode names = all.putArray("files");
        files.forEach(file -> names.add(file.toString()));
        add(all.putArray("mistakes"), found.mistakes());
        add(all.putArray("warnings"), found.doubts());
        add(all.putArray("not_checked"), found.absent());
        PrintWriter out = spec.commandLine().getOut();
        out.println(all.toPrettyString());
        out.flush();
    }

    private static void add(ArrayNode to, List<Mistake> mistakes) {
        mistakes.forEach(mistake -> to.addObject()
                .put("where", mistake.where())
                .put("what", mistake.what())
                .put("fix", mistake.fix()));
    }
}
