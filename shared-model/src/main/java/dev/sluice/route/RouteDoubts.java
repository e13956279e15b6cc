package dev.sluice.route;

import dev.sluice.config.EventTypes;
import dev.sluice.config.Suggestion;
import dev.sluice.config.YamlValue;
import java.util.LinkedHashMap;
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
    /**
     * What is said of the senders of events.
     *
     * @param endpoints patterns over their names; none stands for all
     * @param providers the same over their endpoints' presets
     */
    record Senders(List<EventPattern> endpoints, List<EventPattern> providers) {
        /** The same, where a block says more. */
        Senders within(List<EventPattern> moreEndpoints, List<EventPattern> moreProviders) {
            return new Senders(
                    moreEndpoints.isEmpty() ? endpoints : moreEndpoints,
                    moreProviders.isEmpty() ? providers : moreProviders);
        }

        private boolean include(String endpoint, String provider) {
            return matches(endpoints, endpoint) && matches(providers, provider);
        }

        private static boolean matches(List<EventPattern> patterns, String name) {
            return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(name));
        }
    }

    /** Names endpoints and providers that are not there. */
    void sender(YamlValue value, Attribute attribute, EventPattern pattern) {
        boolean endpoint = attribute == Attribute.ENDPOINTS;
        Set<String> known = endpoint ? endpoints.keySet() : providers();
        if (known.stream().noneMatch(pattern::matches)) {
            value.doubt(
                    (endpoint ? "there is no endpoint '" : "no endpoint is of provider '") + pattern.text() + "'",
                    Suggestion.among(pattern.text(), known));
        }
    }

    /** Looks for a type that the pattern could take. */
    void type(YamlValue value, EventPattern pattern, Senders named) {
        Map<String, EventTypes> senders = new LinkedHashMap<>();
        endpoints.forEach((name, types) -> {
            if (named.include(name, types.provider())) {
                senders.put(name, types);
            }
        });
        if (senders.isEmpty() || senders.values().stream().anyMatch(types -> takes(pattern, types))) {
            return;
        }
        Set<String> known = new TreeSet<>();
        senders.values().forEach(types -> known.addAll(types.known()));
        value.doubt(
                "'" + pattern.text() + "' takes no type and no category that " + String.join(", ", senders.keySet())
                        + " can bring",
                known.isEmpty()
                        ? "Write a type that it does bring."
                        : Suggestion.among(pattern.text(), choices(known)));
    }

    private Set<String> providers() {
        Set<String> providers = new TreeSet<>();
        endpoints.values().forEach(types -> providers.add(types.provider()));
        return providers;
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
