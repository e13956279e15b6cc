package dev.sluice.config;

import dev.sluice.provider.EndpointCatalog;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An {@code endpoints.yaml} that was read to be looked at.
 *
 * @param endpoints those without mistakes; secrets that are not at hand are missing in them
 * @param types what each endpoint of the file may bring, by its name
 * @param inspection what was found
 */
public record InspectedEndpoints(EndpointCatalog endpoints, Map<String, EventTypes> types, Inspection inspection) {
    public InspectedEndpoints {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }
}
