package dev.sluice.oracle;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * One provider: our preset of it, and its own library or a check written apart from ours.
 *
 * @param name of the preset, and what else tells it from others
 * @param endpoint with the preset and one key
 * @param secret the key as the provider shows it to its customers
 * @param signing the key to sign with
 * @param another one of the same kind that is not the provider's
 * @param unsigned a request of its, with "100" in a part of the body that is signed
 * @param checksTime whether its library refuses an old request
 */
record Provider(
        String name,
        Endpoint endpoint,
        String secret,
        Secret signing,
        Secret another,
        SignedRequest unsigned,
        boolean checksTime,
        Sdk sdk) {
    private static final int MAX_BODY = 1024 * 1024;

    /** @param settings the endpoint's lines below {@code provider}, in YAML's short form */
    static Endpoint endpoint(String preset, String settings) {
        try {
            Path file = Files.createTempFile("endpoints", ".yaml");
            Files.writeString(file, "endpoints:\n  %s: {provider: %s, %s}\n".formatted(preset, preset, settings));
            Endpoint endpoint =
                    EndpointsFile.read(file, Map.of(), MAX_BODY).all().getFirst();
            Files.delete(file);
            return endpoint;
        } catch (IOException | ConfigurationException e) {
            throw new IllegalStateException(preset, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
