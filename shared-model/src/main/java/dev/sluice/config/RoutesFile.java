package dev.sluice.config;

import dev.sluice.route.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code routes.yaml}. */
public final class RoutesFile {
    private RoutesFile() {}

    /**
     * Reads the routes.
     *
     * @param handlers names a route's {@code handler} may have
     * @throws ConfigurationException with every mistake in the file
     */
    public static List<Route> read(Path file, Map<String, String> environment, Set<String> handlers)
            throws ConfigurationException {
        throw new UnsupportedOperationException();
    }
}
