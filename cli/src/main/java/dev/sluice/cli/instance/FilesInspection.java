package dev.sluice.cli.instance;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.config.EventTypes;
import dev.sluice.config.InspectedEndpoints;
import dev.sluice.config.Inspection;
import dev.sluice.route.RouteHandlers;
import dev.sluice.route.RoutesFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at configuration files, each by itself and the routes beside the endpoints.
 *
 * @param environment what <code>${NAME}</code> is looked up in
 * @param handlers those that routes may name
 * @param maxBody bound of every endpoint's {@code max_body}, in bytes
 */
public record FilesInspection(Map<String, String> environment, RouteHandlers handlers, int maxBody) {
    /** What was found in the files that are given. */
    public Inspection of(Optional<Path> endpoints, Optional<Path> routes) {
        Inspection found = Inspection.CLEAN;
        Optional<Map<String, EventTypes>> types = Optional.empty();
        if (endpoints.isPresent()) {
            try {
                InspectedEndpoints inspected = EndpointsFile.inspect(endpoints.get(), environment, maxBody);
                found = inspected.inspection();
                // Of a file that names none, everything that the routes say would be doubted.
                types = Optional.of(inspected.types()).filter(named -> !named.isEmpty());
            } catch (ConfigurationException e) {
                found = new Inspection(e.mistakes(), List.of(), List.of());
            }
        }
        return routes.isEmpty() ? found : found.and(RoutesFile.inspect(routes.get(), environment, handlers, types));
    }
}
