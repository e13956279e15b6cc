package dev.sluice.route;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EventTypes;
import dev.sluice.config.Inspection;
import dev.sluice.config.YamlFile;
import dev.sluice.config.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code routes.yaml}. */
public final class RoutesFile {
    private RoutesFile() {}

    /**
     * Reads the routes, in the order of the file.
     *
     * @param handlers those that routes may name
     * @throws ConfigurationException with every mistake in the file
     */
    public static List<Route> read(Path file, Map<String, String> environment, RouteHandlers handlers)
            throws ConfigurationException {
        return read(file, environment, handlers, true);
    }

    /**
     * Reads the routes to show which events they take: secrets that they give their handlers need not be at hand.
     *
     * @throws ConfigurationException with every mistake in the file
     */
    public static List<Route> readToShow(Path file, Map<String, String> environment, RouteHandlers handlers)
            throws ConfigurationException {
        return read(file, environment, handlers, false);
    }

    private static List<Route> read(
            Path file, Map<String, String> environment, RouteHandlers handlers, boolean optionsAtHand)
            throws ConfigurationException {
        return read(YamlFile.read(file, environment), handlers, optionsAtHand);
    }

    /**
     * Reads routes that somebody tries out; they may name neither variables nor files, but for secrets, which are not read.
     *
     * @param text as the file would be
     * @param handlers those that routes may name
     * @throws ConfigurationException with every mistake in the text
     */
    public static List<Route> readDraft(String text, RouteHandlers handlers) throws ConfigurationException {
        return read(YamlFile.draft(text), handlers, false);
    }

    private static List<Route> read(YamlFile yaml, RouteHandlers handlers, boolean optionsAtHand)
            throws ConfigurationException {
        List<Route> routes = routes(yaml, new RouteParser(handlers, new HashSet<>(), Optional.empty(), optionsAtHand));
        return List.copyOf(yaml.result(routes));
    }

    /**
     * Reads everything to look at it, whatever mistakes are found on the way.
     *
     * @param handlers those that routes may name
     * @param endpoints what the endpoints of the same instance may bring, by name; empty where they are not known
     */
    public static Inspection inspect(
            Path file,
            Map<String, String> environment,
            RouteHandlers handlers,
            Optional<Map<String, EventTypes>> endpoints) {
        YamlFile yaml = YamlFile.readToInspect(file, environment);
        Optional<RouteDoubts> doubts = endpoints.map(RouteDoubts::new);
        List<Route> routes = routes(yaml, new RouteParser(handlers, new HashSet<>(), doubts, true));
        if (routes.isEmpty()) {
            yaml.root()
                    .flatMap(root -> root.value("routes"))
                    .filter(list -> list.isList() && list.items().isEmpty())
                    .ifPresent(list -> list.doubt(
                            "there is no route: every event is kept, and nothing is done with it",
                            "Write at least one below 'routes:', beginning with '- name:'."));
        }
        return yaml.inspection();
    }

    private static List<Route> routes(YamlFile yaml, RouteParser block) {
        List<Route> routes = new ArrayList<>();
        yaml.root().ifPresent(root -> {
            root.required("routes", "Write 'routes:' and the routes below it, each beginning with '- name:'.")
                    .map(YamlValue::items)
                    .orElse(List.of())
                    .forEach(item -> item.section().flatMap(block::read).ifPresent(routes::add));
            root.end();
        });
        return routes;
    }
}
