package dev.sluice.route;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.YamlFile;
import dev.sluice.config.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code routes.yaml}. */
public final class RoutesFile {
    private RoutesFile() {}

    /**
     * Reads the routes, in the order of the file.
     *
     * @param handlers the names that routes may give
     * @throws ConfigurationException with every mistake in the file
     */
    public static List<Route> read(Path file, Map<String, String> environment, Set<String> handlers)
            throws ConfigurationException {
        YamlFile yaml = YamlFile.read(file, environment);
        List<Route> routes = new ArrayList<>();
        yaml.root().ifPresent(root -> {
            RouteParser block = new RouteParser(handlers, new HashSet<>());
            root.required("routes", "Write 'routes:' and the routes below it, each beginning with '- name:'.")
                    .map(YamlValue::items)
                    .orElse(List.of())
                    .forEach(item -> item.section().flatMap(block::read).ifPresent(routes::add));
            root.end();
        });
        return List.copyOf(yaml.result(routes));
    }
}
