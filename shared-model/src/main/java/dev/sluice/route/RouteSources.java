package dev.sluice.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.Sha256;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.ProviderPresets;
import dev.sluice.config.WatchedFiles;
import dev.sluice.provider.Categories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything that routing is made of, so that it can be read again when any of it has changed.
 *
 * @param file {@code routes.yaml}
 * @param environment what <code>${NAME}</code> is looked up in
 * @param handlers those that routes may name
 */
public record RouteSources(Path file, Map<String, String> environment, RouteHandlers handlers) {
    private static final int VERSION_LENGTH = 12;

    /**
     * What was read.
     *
     * @param routes in the order of the file
     * @param categories one vocabulary over the types of all providers, the operator's own included
     * @param fingerprint of the files just before
     */
    public record Reading(List<Route> routes, Categories categories, String fingerprint) {
        public Reading {
            routes = List.copyOf(routes);
        }

        /** The same for the same routes, wherever their file lies and whatever its comments say: some hexadecimal digits. */
        public String version() {
            return Sha256.hex(routes.toString().getBytes(UTF_8)).substring(0, VERSION_LENGTH);
        }

        /** The routes' names, in their order. */
        public List<String> names() {
            return routes.stream().map(Route::name).toList();
        }
    }

    /**
     * Reads the routes and what they are matched with.
     *
     * @throws ConfigurationException with every mistake
     */
    public Reading read() throws ConfigurationException {
        return reading(RoutesFile::read);
    }

    /**
     * The same to show which events they take: secrets that routes give their handlers need not be at hand.
     *
     * @throws ConfigurationException with every mistake
     */
    public Reading readToShow() throws ConfigurationException {
        return reading(RoutesFile::readToShow);
    }

    private interface Reader {
        List<Route> read(Path file, Map<String, String> environment, RouteHandlers handlers)
                throws ConfigurationException;
    }

    private Reading reading(Reader reader) throws ConfigurationException {
        String before = fingerprint();
        List<Route> routes = reader.read(file, environment, handlers);
        return new Reading(routes, ProviderPresets.categoriesIn(environment), before);
    }

    /** Differs when the content of any file does: of the file itself, of files it names, of the operator's presets. */
    public String fingerprint() {
        return new WatchedFiles(file, environment).fingerprint();
    }
}
