package dev.sluice.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A configuration file and all that goes into it: the files it names as <code>${file:…}</code>, and the operator's own presets.
 *
 * @param file that names the others
 * @param environment what says where the presets are
 */
public record WatchedFiles(Path file, Map<String, String> environment) {
    /** Differs when the content of any of the files does. */
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
