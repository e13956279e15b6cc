package dev.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.Sha256;
import dev.sluice.provider.EndpointCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
        StringBuilder all = new StringBuilder();
        for (Path path : files()) {
            all.append(path).append('=').append(content(path)).append('\n');
        }
        return Sha256.hex(all.toString().getBytes(UTF_8));
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(file));
        Path directory = file.toAbsolutePath().getParent();
        for (String named : Placeholders.filesIn(file)) {
            try {
                files.add(directory == null ? Path.of(named) : directory.resolve(named));
            } catch (InvalidPathException e) {
                // Reported as a mistake when the file is read; until then its text stands for it.
                files.add(file.resolveSibling("no-such-path"));
            }
        }
        String presets = environment.getOrDefault(ProviderPresets.VARIABLE, "");
        if (!presets.isBlank()) {
            try (Stream<Path> found = Files.list(Path.of(presets))) {
                files.addAll(found.filter(Files::isRegularFile).sorted().toList());
            } catch (IOException e) {
                files.add(Path.of(presets));
            }
        }
        return files;
    }

    private static String content(Path path) {
        try {
            return Sha256.hex(Files.readAllBytes(path));
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
