package dev.sluice.route;

import dev.sluice.config.EventTypes;
import dev.sluice.config.Suggestion;
import dev.sluice.config.YamlValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds a route's conditions against the endpoints of the same instance. A route that can take no event is no mistake, since
 * the two files may be rolled out one after the other.
 *
 * @param endpoints what they may bring, by name
 */
record RouteDoubts(Map<String, EventTypes> endpoints) {
    /** Names endpoints that are not there. */
    void endpoint(YamlValue value, String name) {
        if (!endpoints.containsKey(name)) {
            value.doubt("there is no endpoint '" + name + "'", Suggestion.among(name, endpoints.keySet()));
        }
    }

    /**
     * Looks for a type that the pattern could take.
     *
     * @param named the endpoints that the route takes; none stands for all
     */
    void pattern(YamlValue value, EventPattern pattern, List<String> named) {
        Collection<String> wanted = named.isEmpty() ? endpoints.keySet() : named;
        List<EventTypes> senders = endpoints.entrySet().stream()
                .filter(endpoint -> wanted.contains(endpoint.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (senders.isEmpty() || senders.stream().anyMatch(types -> takes(pattern, types))) {
            return;
        }
        Set<String> known = new TreeSet<>();
        senders.forEach(types -> known.addAll(types.known()));
        value.doubt(
                "'" + pattern.text() + "' takes no type and no category that " + String.join(", ", wanted)
                        + " can bring",
                known.isEmpty()
                        ? "Write a type that it does bring."
                        : Suggestion.among(pattern.text(), choices(known)));
    }

    private static boolean takes(EventPattern pattern, EventTypes types) {
        return types.isAny()
                || types.known().stream().anyMatch(pattern::matches)
                || types.mayHave(withoutStar(pattern));
    }

    private static String withoutStar(EventPattern pattern) {
        return pattern.text().replace("*", "");
    }

    private static Set<String> choices(Set<String> known) {
        Set<String> choices = new TreeSet<>(known);
        known.stream()
                .filter(type -> type.contains("."))
                .forEach(type -> choices.add(type.substring(0, type.indexOf('.') + 1) + "*"));
        return choices;
    }
}
