package dev.sluice.config;

import dev.sluice.provider.EndpointCatalog;
import java.nio.file.Path;
import java.util.Map;

/** Reads {@code endpoints.yaml}. */
public final class EndpointsFile {
    private EndpointsFile() {}

    /**
     * Reads the endpoints, applying provider presets and filling in {@code ${NAME}} and {@code ${file:…}}.
     *
     * @param environment what {@code ${NAME}} is looked up in
     * @param maxBody bound and default of every endpoint's {@code max_body}, in bytes
     * @throws ConfigurationException with every mistake in the file
     */
    public static EndpointCatalog read(Path file, Map<String, String> environment, int maxBody)
            throws ConfigurationException {
        throw new UnsupportedOperationException();
    }
}
