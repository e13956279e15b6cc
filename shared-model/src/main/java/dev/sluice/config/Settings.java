package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads settings from an environment and gathers the mistakes. Not thread-safe. */
public final class Settings {
    private final Map<String, String> environment;
    private final List<Mistake> mistakes = new ArrayList<>();

    public Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The setting's value; its fallback after a mistake, which {@link #check} then reports. */
    public <T> T get(Setting<T> setting) {
        String text = environment.getOrDefault(setting.name(), setting.fallback());
        try {
            return setting.parser().apply(text);
        } catch (IllegalArgumentException e) {
            mistakes.add(new Mistake(setting.name(), String.valueOf(e.getMessage()), setting.help()));
            return setting.parser().apply(setting.fallback());
        }
    }

    /**
     * Reports all mistakes made so far, and every {@code SLUICE_…} variable that no setting has.
     *
     * @param known all settings of the process
     * @throws ConfigurationException if there are any
     */
    public void check(List<Setting<?>> known) throws ConfigurationException {
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
    }
}
