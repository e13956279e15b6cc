package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** One YAML document being read, and the mistakes found in it so far. Not thread-safe. */
public final class YamlFile {
    private final String label;
    private final Placeholders placeholders;
    private final List<Found> mistakes = new ArrayList<>();
    private final Optional<YamlSection> root;

    private YamlFile(String label, Placeholders placeholders, Optional<String> text) {
        this.label = label;
        this.placeholders = placeholders;
        this.root = text.flatMap(this::compose).flatMap(node -> new YamlValue(this, node).section());
    }

    /** Reads a file; that it can't be read is a mistake too. */
    public static YamlFile read(Path file, Map<String, String> environment) {
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Placeholders placeholders = new Placeholders(environment, directory);
        try {
            return new YamlFile(file.toString(), placeholders, Optional.of(Files.readString(file)));
        } catch (IOException e) {
            YamlFile unread = new YamlFile(file.toString(), placeholders, Optional.empty());
            unread.mistake(
                    Optional.empty(),
                    e instanceof NoSuchFileException ? "there is no such file" : "the file can't be read",
                    "Create it, or name the right one.");
            return unread;
        }
    }

    /** Reads text that names no variables. */
    static YamlFile of(String label, String text) {
        return new YamlFile(label, new Placeholders(Map.of(), Path.of("")), Optional.of(text));
    }

    /** The document's mapping; absent only after a mistake. */
    public Optional<YamlSection> root() {
        return root;
    }

    void mistake(Node at, String what, String fix) {
        mistake(at.getStartMark(), what, fix);
    }

    /** The text with placeholders filled in, or empty after a mistake. */
    Optional<String> fill(Node at, String text) {
        int before = mistakes.size();
        String filled = placeholders.fill(text, (what, fix) -> mistake(at, what, fix));
        return mistakes.size() == before ? Optional.of(filled) : Optional.empty();
    }

    /** The result, unless there was any mistake; the exception has them in the order of the file. */
    public <T> T result(T result) throws ConfigurationException {
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes.stream()
                    .sorted(Comparator.comparingInt(Found::line))
                    .map(Found::mistake)
                    .toList());
        }
        return result;
    }

    private Optional<Node> compose(String text) {
        try {
            Optional<Node> node =
                    new Compose(LoadSettings.builder().setLabel(label).build()).composeString(text);
            if (node.isEmpty()) {
                mistake(Optional.empty(), "the file is empty", "See the examples for what belongs into it.");
            }
            return node;
        } catch (MarkedYamlEngineException e) {
            // Not the message: it shows a piece of the file, which may be a secret.
            mistake(
                    e.getProblemMark().or(e::getContextMark),
                    "not valid YAML",
                    "Check indentation and colons, and put quotes around values that hold any of ${}[]#:*&!.");
        } catch (YamlEngineException e) {
            mistake(Optional.empty(), "not valid YAML", "Check indentation, colons and quotes.");
        }
        return Optional.empty();
    }

    private void mistake(Optional<Mark> mark, String what, String fix) {
        int line = mark.map(m -> m.getLine() + 1).orElse(0);
        mistakes.add(new Found(line, new Mistake(line == 0 ? label : label + ":" + line, what, fix)));
    }

    /** @param line 0 for the file as a whole */
    private record Found(int line, Mistake mistake) {}
}
