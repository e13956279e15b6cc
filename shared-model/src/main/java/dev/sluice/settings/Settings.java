package dev.sluice.settings;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Mistake;
import dev.sluice.config.Placeholders;
import dev.sluice.config.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads settings from an environment and gathers the mistakes. Not thread-safe. */
public final class Settings {
    private static final String PREFIX = "SLUICE_";
    // Kubernetes sets these in every container for each Service of the namespace, and a Service may be called sluice-….
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");
    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Map<String, String> environment;
    private final List<Mistake> mistakes = new ArrayList<>();

    public Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The setting's value; its fallback after a mistake, which {@link #check} then reports. */
    public <T> T get(Setting<T> setting) {
        if (setting.secret() && environment.containsKey(setting.fileVariable())) {
            return fromFile(setting);
        }
        String text = environment.getOrDefault(setting.name(), setting.fallback());
        return parsed(setting, setting.name(), text);
    }

    private <T> T fromFile(Setting<T> setting) {
        String variable = setting.fileVariable();
        SecretFile file = SecretFile.read(environment.getOrDefault(variable, ""));
        if (environment.containsKey(setting.name())) {
            mistaken(variable, "is set, and " + setting.name() + " as well", "Set one of them.");
        } else if (!file.refusal().isEmpty()) {
            mistaken(variable, file.refusal(), "Name a file that holds the value and that this process may read.");
        }
        return parsed(setting, variable, file.content());
    }

    private <T> T parsed(Setting<T> setting, String variable, String text) {
        try {
            return setting.parser().apply(text);
        } catch (IllegalArgumentException e) {
            mistaken(variable, String.valueOf(e.getMessage()), setting.help());
            return setting.parser().apply(setting.fallback());
        }
    }

    private void mistaken(String variable, String what, String fix) {
        Mistake mistake = new Mistake(variable, what, fix);
        if (!mistakes.contains(mistake)) {
            mistakes.add(mistake);
        }
    }

    /**
     * Reports all mistakes made so far, and every {@code SLUICE_…} variable that no setting has.
     *
     * @param known all settings of the process
     * @throws ConfigurationException if there are any
     */
    public void check(List<Setting<?>> known) throws ConfigurationException {
        List<Mistake> all = all(known, Set.of());
        if (!all.isEmpty()) {
            throw new ConfigurationException(all);
        }
    }

    /**
     * As {@link #check(List)}, but for variables that one of the configuration files names as <code>${NAME}</code>.
     *
     * @throws ConfigurationException if there are any mistakes
     */
    public void check(List<Setting<?>> known, List<Path> files) throws ConfigurationException {
        Set<String> named = new TreeSet<>();
        files.forEach(file -> named.addAll(Placeholders.namesIn(file)));
        List<Mistake> all = all(known, named);
        if (!all.isEmpty()) {
            throw new ConfigurationException(all);
        }
    }

    /**
     * Reads a configuration file and reports its mistakes together with those of the settings. A variable that the file
     * names as <code>${NAME}</code> counts as known.
     *
     * @param known all settings of the process
     * @throws ConfigurationException if there are any
     */
    public <T> T check(List<Setting<?>> known, Path file, FileReading<T> reading) throws ConfigurationException {
        List<Mistake> all = all(known, Placeholders.namesIn(file));
        try {
            T read = reading.read(file);
            if (all.isEmpty()) {
                return read;
            }
        } catch (ConfigurationException e) {
            all.addAll(e.mistakes());
        }
        throw new ConfigurationException(all);
    }

    /** Reads one configuration file. */
    @FunctionalInterface
    public interface FileReading<T> {
        T read(Path file) throws ConfigurationException;
    }

    private List<Mistake> all(List<Setting<?>> known, Set<String> named) {
        // Also those this process never asks for: the logging reads one by itself.
        known.forEach(this::get);
        List<Mistake> all = new ArrayList<>(mistakes);
        Set<String> names = names(known);
        unknown(environment, known, named)
                .forEach(variable ->
                        all.add(new Mistake(variable, "no setting has this name", Suggestion.among(variable, names))));
        return all;
    }

    /**
     * The {@code SLUICE_…} variables that a process refuses: those that are neither settings of its own nor named as
     * <code>${NAME}</code> in its configuration file.
     *
     * @param known all settings of the process
     */
    public static Set<String> unknown(Map<String, String> environment, List<Setting<?>> known, Path file) {
        return unknown(environment, known, Placeholders.namesIn(file));
    }

    private static Set<String> unknown(Map<String, String> environment, List<Setting<?>> known, Set<String> named) {
        Set<String> names = names(known);
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(PREFIX))
                .filter(variable -> !names.contains(variable.getKey()) && !named.contains(variable.getKey()))
                .filter(variable -> !serviceLink(variable.getKey(), variable.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(List<Setting<?>> known) {
        return known.stream()
                .flatMap(setting -> setting.secret()
                        ? Stream.of(setting.name(), setting.fileVariable())
                        : Stream.of(setting.name()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean serviceLink(String variable, String value) {
        return SERVICE_LINK.matcher(variable).matches()
                || SERVICE_ADDRESS.matcher(value).matches();
    }
}
