package dev.sluice.config;

import dev.sluice.provider.Categories;
import dev.sluice.provider.ProviderPreset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The presets of all known providers, one YAML file each; immutable. */
public final class ProviderPresets {
    /** The environment variable that names the directory of the operator's own presets; absent or empty where there are none. */
    public static final String VARIABLE = "SLUICE_PROVIDERS";

    private static final String FOLDER = "/providers";
    private static final String ENDING = ".yaml";

    private final Map<String, ProviderPreset> byName = new LinkedHashMap<>();

    ProviderPresets(List<ProviderPreset> presets) {
        presets.forEach(preset -> byName.put(preset.name(), preset));
    }

    /** Those that Sluice brings with it. */
    public static ProviderPresets bundled() {
        return new ProviderPresets(bundled(PresetParser::read));
    }

    /**
     * Those that Sluice brings with it, and the operator's own, which take the place of bundled ones of the same name.
     *
     * @param folder of the operator's {@code <provider>.yaml} files; empty where there are none
     * @throws ConfigurationException with every mistake in the operator's files
     */
    public static ProviderPresets with(Optional<Path> folder) throws ConfigurationException {
        return new ProviderPresets(all(folder, PresetParser::read));
    }

    /**
     * Those that a process with this environment knows.
     *
     * @throws ConfigurationException with every mistake in the operator's files
     */
    public static ProviderPresets in(Map<String, String> environment) throws ConfigurationException {
        return with(folder(environment));
    }

    /**
     * One vocabulary over the event types of all providers that a process with this environment knows. Nothing else is read
     * of their presets.
     *
     * @throws ConfigurationException with every mistake in the operator's files
     */
    public static Categories categoriesIn(Map<String, String> environment) throws ConfigurationException {
        Map<String, Map<String, String>> categories = new LinkedHashMap<>();
        all(
                        folder(environment),
                        (name, file) -> file.root().map(root -> Map.entry(name, PresetParser.categories(root))))
                .forEach(preset -> categories.put(preset.getKey(), preset.getValue()));
        return new Categories(categories);
    }

    /** The preset of a name. */
    public Optional<ProviderPreset> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** What is read of one preset; its mistakes are the file's. */
    private interface PresetReading<T> {
        Optional<T> of(String name, YamlFile file);
    }

    private static Optional<Path> folder(Map<String, String> environment) {
        String folder = environment.getOrDefault(VARIABLE, "");
        return folder.isBlank() ? Optional.empty() : Optional.of(Path.of(folder));
    }

    /** The bundled ones first, so that the operator's own come later and win. */
    private static <T> List<T> all(Optional<Path> folder, PresetReading<T> reading) throws ConfigurationException {
        List<T> read = new ArrayList<>(bundled(reading));
        if (folder.isEmpty()) {
            return read;
        }
        List<Mistake> mistakes = new ArrayList<>();
        try {
            for (Path file : presetFiles(folder.get())) {
                try {
                    read.add(read(file, reading));
                } catch (ConfigurationException e) {
                    mistakes.addAll(e.mistakes());
                }
            }
        } catch (IOException e) {
            mistakes.add(new Mistake(
                    VARIABLE,
                    "the directory " + folder.get() + " can't be read",
                    "Name a directory of presets, or leave it empty."));
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        return read;
    }

    private static <T> List<T> bundled(PresetReading<T> reading) {
        URL folder = ProviderPresets.class.getResource(FOLDER);
        if (folder == null) {
            throw new IllegalStateException("the jar has no " + FOLDER);
        }
        try {
            URI uri = folder.toURI();
            if (!uri.getScheme().equals("jar")) {
                return readAll(Path.of(uri), reading);
            }
            String jar = uri.getSchemeSpecificPart();
            Path archive = Path.of(URI.create(jar.substring(0, jar.indexOf('!'))));
            try (FileSystem inside = FileSystems.newFileSystem(archive)) {
                return readAll(inside.getPath(FOLDER), reading);
            }
        } catch (ConfigurationException e) {
            throw new IllegalStateException("a bundled preset is broken: " + e.getMessage(), e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(folder + " is no place", e);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be read", e);
        }
    }

    private static <T> List<T> readAll(Path folder, PresetReading<T> reading)
            throws IOException, ConfigurationException {
        List<T> all = new ArrayList<>();
        for (Path file : presetFiles(folder)) {
            all.add(read(file, reading));
        }
        return all;
    }

    private static <T> T read(Path path, PresetReading<T> reading) throws ConfigurationException {
        String file = String.valueOf(path.getFileName());
        YamlFile yaml = YamlFile.read(path, Map.of());
        Optional<T> read = reading.of(file.substring(0, file.length() - ENDING.length()), yaml);
        return yaml.result(read).orElseThrow();
    }

    private static List<Path> presetFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
    }
}
