package dev.sluice.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One value of a YAML file; what it can't be read as becomes a mistake of the file. */
public record YamlValue(YamlFile file, Node node) {
    /** The text of a scalar, placeholders filled in. */
    public Optional<String> text() {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return file.fill(node, scalar.getValue());
        }
        return wrongKind("a text or number");
    }

    /** The same, or empty where a placeholder names what is not at hand: for files that are only shown. */
    public Optional<String> textIfAtHand() {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                ? file.fillIfAtHand(node, scalar.getValue())
                : text();
    }

    /**
     * The text as a value of a type.
     *
     * @param parser throws IllegalArgumentException with the reason
     */
    public <T> Optional<T> parsed(Function<String, T> parser, String fix) {
        return text().flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                // As written, for what a placeholder stands for may be a secret in the wrong place.
                mistake(String.valueOf(e.getMessage()).replace(text, written()), fix);
                return Optional.empty();
            }
        });
    }

    /** The mapping. */
    public Optional<YamlSection> section() {
        return node instanceof MappingNode mapping
                ? Optional.of(new YamlSection(file, mapping, node))
                : wrongKind("a mapping of keys to values");
    }

    /** The elements of a list; none after a mistake. */
    public List<YamlValue> items() {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().stream()
                        .map(item -> new YamlValue(file, item))
                        .toList()
                : this.<List<YamlValue>>wrongKind("a list").orElse(List.of());
    }

    /** The elements of a list, or the value itself where there is but one. */
    public List<YamlValue> itemOrItems() {
        return node instanceof ScalarNode ? List.of(this) : items();
    }

    /** The text of a scalar as it stands in the file, for messages. */
    public String written() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public void mistake(String what, String fix) {
        file.mistake(node, what, fix);
    }

    /** Something that can be read, and is hardly meant. */
    public void doubt(String what, String fix) {
        file.doubt(node, what, fix);
    }

    // Says what was found by its kind alone, since the value may be a secret in the wrong place.
    private <T> Optional<T> wrongKind(String expected) {
        String found = switch (node.getNodeType()) {
            case SCALAR -> node.getTag().equals(Tag.NULL) ? "nothing" : "a text or number";
            case SEQUENCE -> "a list";
            case MAPPING -> "a mapping";
            case ANCHOR -> "an anchor";
        };
        mistake("expected " + expected + ", found " + found, "Write " + expected + " here.");
        return Optional.empty();
    }
}
