package dev.sluice.provider;

import dev.sluice.access.GlobalAccessRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured endpoints and what protects them; immutable. */
public final class EndpointCatalog {
    private final List<Endpoint> endpoints;
    private final GlobalAccessRules globalRules;
    private final Map<String, Endpoint> byPath = new HashMap<>();

    /** A catalog without global access rules. */
    public EndpointCatalog(List<Endpoint> endpoints) {
        this(endpoints, GlobalAccessRules.NONE);
    }

    public EndpointCatalog(List<Endpoint> endpoints, GlobalAccessRules globalRules) {
        this.globalRules = globalRules;
        this.endpoints = List.copyOf(endpoints);
        endpoints.forEach(endpoint -> endpoint.paths().forEach(path -> byPath.put(path, endpoint)));
    }

    /** In the order of the file. */
    public List<Endpoint> all() {
        return endpoints;
    }

    /** The access rules that all endpoints share. */
    public GlobalAccessRules globalRules() {
        return globalRules;
    }

    /** The endpoint that listens on a path. */
    public Optional<Endpoint> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** The endpoint of a name. */
    public Optional<Endpoint> named(String name) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.name().equals(name))
                .findFirst();
    }
}
