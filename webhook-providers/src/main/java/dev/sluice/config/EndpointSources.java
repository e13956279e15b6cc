package dev.sluice.config;

import dev.sluice.provider.EndpointCatalog;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything that {@code endpoints.yaml} is made of, so that it can be read again when any of it has changed.
 *
 * @param file {@code endpoints.yaml}
 * @param environment what <code>${NAME}</code> is looked up in
 * @param maxBody bound of every endpoint's {@code max_body}, in bytes
 */
public record EndpointSources(Path file, Map<String, String> environment, int maxBody) {
    /**
     * What was read.
     *
     * @param fingerprint of the files just before
     */
    public record Reading(EndpointCatalog endpoints, String fingerprint) {}

    /**
     * Reads the endpoints.
     *
     * @throws ConfigurationException with every mistake
     */
    public Reading read() throws ConfigurationException {
        String before = fingerprint();
        return new Reading(EndpointsFile.read(file, environment, maxBody), before);
    }

    /** Differs when the content of any file does: of the file itself, of secrets it names, of the operator's presets. */
    public String fingerprint() {
        return new WatchedFiles(file, environment).fingerprint();
    }
}
