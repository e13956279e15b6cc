package dev.sluice.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A mapping of a YAML file; remembers which keys were asked for, so that the others can be reported. Not thread-safe. */
public final class YamlSection {
    private final YamlFile file;
    private final Node anchor;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    /** @param anchor where mistakes about the section as a whole are shown */
    YamlSection(YamlFile file, MappingNode mapping, Node anchor) {
        this.file = file;
        this.anchor = anchor;
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                file.mistake(entry.getKeyNode(), "a key is not a text", "Write a plain name as the key.");
            } else if (entries.putIfAbsent(key.getValue(), entry) != null) {
                file.mistake(key, "'" + key.getValue() + "' is there twice", "Remove one of the two.");
            }
        }
    }

    /** The value of a key that may be left out. */
    public Optional<YamlValue> value(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).map(entry -> new YamlValue(file, entry.getValueNode()));
    }

    /**
     * The value of a key that has to be there.
     *
     * @param fix what to write
     */
    public Optional<YamlValue> required(String key, String fix) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            mistake("'" + key + "' is missing", fix);
        }
        return value;
    }

    /** The value of a key as a type, or the fallback where it is left out or a mistake. */
    public <T> T or(T fallback, String key, Function<String, T> parser, String fix) {
        return value(key).flatMap(value -> value.parsed(parser, fix)).orElse(fallback);
    }

    /** The mapping under a key that may be left out. */
    public Optional<YamlSection> section(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).flatMap(this::sectionOf);
    }

    /**
     * The mapping under a key that has to be there.
     *
     * @param fix what to write
     */
    public Optional<YamlSection> requiredSection(String key, String fix) {
        return required(key, fix).flatMap(value -> section(key));
    }

    /** The mappings under all keys, in the order of the file, for a section whose keys are names. */
    public Map<String, YamlSection> sections() {
        Map<String, YamlSection> sections = new LinkedHashMap<>();
        entries.forEach((key, entry) -> sectionOf(entry).ifPresent(section -> sections.put(key, section)));
        return sections;
    }

    /** The values under all keys, for a section whose keys are names. */
    public Map<String, YamlValue> values() {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        entries.forEach((key, entry) -> values.put(key, new YamlValue(file, entry.getValueNode())));
        return values;
    }

    /** The texts under all keys, for a section whose keys are names. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        entries.forEach((key, entry) ->
                new YamlValue(file, entry.getValueNode()).text().ifPresent(text -> texts.put(key, text)));
        return texts;
    }

    /** Reports the keys that nobody asked for; called when all have been. */
    public void end() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                file.mistake(entry.getKeyNode(), "'" + key + "' is not known here", Suggestion.among(key, known));
            }
        });
    }

    public void mistake(String what, String fix) {
        file.mistake(anchor, what, fix);
    }

    /** Whether a key is there, without counting it as known. */
    public boolean has(String key) {
        return entries.containsKey(key);
    }

    private Optional<YamlSection> sectionOf(NodeTuple entry) {
        return entry.getValueNode() instanceof MappingNode mapping
                ? Optional.of(new YamlSection(file, mapping, entry.getKeyNode()))
                : new YamlValue(file, entry.getValueNode()).section();
    }
}
