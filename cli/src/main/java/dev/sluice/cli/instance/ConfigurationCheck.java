package dev.sluice.cli.instance;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.installation.ServiceJar;
import dev.sluice.cli.installation.ServiceSettings;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.config.Inspection;
import dev.sluice.config.Mistake;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.route.Route;
import dev.sluice.route.RouteHandlers;
import dev.sluice.route.RoutesFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole configuration as both services would read it.
 *
 * @param endpoints of {@code endpoints.yaml}; empty after a mistake there
 * @param routes of {@code routes.yaml}; empty after a mistake there
 * @param mistakes all there are, in variables and files
 * @param doubts what the files say and is hardly meant
 */
public record ConfigurationCheck(
        EndpointCatalog endpoints, List<Route> routes, List<Mistake> mistakes, List<Mistake> doubts) {
    /**
     * Reads everything, whatever mistakes are found on the way.
     *
     * @throws ConfigurationException if the handlers can't be loaded: what routes may name is not known then
     */
    public static ConfigurationCheck of(
            ConfigurationFiles files, DataDirectory data, Installation installation, int maxBody)
            throws CommandFailedException, ConfigurationException {
        Map<String, String> environment = files.environment(data);
        List<Mistake> mistakes = new ArrayList<>();
        ServiceSettings settings = ServiceSettings.of(installation);
        read(mistakes, List.of(), () -> {
            settings.check(System.getenv(), List.of(files.endpoints(), files.routes()));
            return List.of();
        });
        EndpointCatalog endpoints = read(
                mistakes,
                new EndpointCatalog(List.of()),
                () -> EndpointsFile.read(files.endpoints(), environment, maxBody));
        try (ServiceJar processor = ServiceJar.of(installation.jar("processor-service"))) {
            RouteHandlers handlers = processor.handlers(environment);
            List<Route> routes =
                    read(mistakes, List.of(), () -> RoutesFile.read(files.routes(), environment, handlers));
            // The routes of the examples are for all of their endpoints, and stand in where a user has none yet.
            Optional<Path> own = Optional.of(files.routes()).filter(file -> !installation.isExample(file));
            List<Mistake> doubts = new FilesInspection(environment, handlers, maxBody)
                    .of(Optional.of(files.endpoints()), own)
                    .doubts();
            return new ConfigurationCheck(endpoints, routes, List.copyOf(mistakes), doubts);
        }
    }

    /** The same with further mistakes. */
    public ConfigurationCheck and(List<Mistake> more) {
        return new ConfigurationCheck(
                endpoints,
                routes,
                Stream.concat(mistakes.stream(), more.stream()).toList(),
                doubts);
    }

    /**
     * Reads the files of an instance that runs and has what they name; what is not at hand here is left out.
     *
     * @throws ConfigurationException if the handlers can't be loaded
     */
    public static ConfigurationCheck beside(
            ConfigurationFiles files, DataDirectory data, Installation installation, int maxBody)
            throws CommandFailedException, ConfigurationException {
        Map<String, String> environment = files.environment(data);
        Optional<Path> own = Optional.of(files.routes()).filter(file -> !installation.isExample(file));
        EndpointCatalog endpoints = read(
                new ArrayList<>(),
                new EndpointCatalog(List.of()),
                () -> EndpointsFile.inspect(files.endpoints(), environment, maxBody)
                        .endpoints());
        try (ServiceJar processor = ServiceJar.of(installation.jar("processor-service"))) {
            RouteHandlers handlers = processor.handlers(environment);
            Inspection found =
                    new FilesInspection(environment, handlers, maxBody).of(Optional.of(files.endpoints()), own);
            List<Route> routes = read(
                    new ArrayList<>(), List.of(), () -> RoutesFile.readToShow(files.routes(), environment, handlers));
            return new ConfigurationCheck(endpoints, routes, found.mistakes(), found.doubts());
        }
    }

    /** Refuses a configuration with mistakes. */
    public void require() throws ConfigurationException {
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
    }

    private static <T> T read(List<Mistake> mistakes, T otherwise, Reading<T> reading) {
        try {
            return reading.read();
        } catch (ConfigurationException e) {
            mistakes.addAll(e.mistakes());
            return otherwise;
        }
    }

    private interface Reading<T> {
        T read() throws ConfigurationException;
    }
}
