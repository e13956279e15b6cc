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
    private final boolean mayLackValues;
    private final boolean mayNamePlaceholders;
    private final List<Found> mistakes = new ArrayList<>();
    private final List<Found> doubts = new ArrayList<>();
    private final List<Found> absent = new ArrayList<>();
    private final Optional<YamlSection> root;

    private YamlFile(
            String label,
            Placeholders placeholders,
            boolean mayLackValues,
            boolean mayNamePlaceholders,
            Optional<String> text) {
        this.mayNamePlaceholders = mayNamePlaceholders;
        this.label = label;
        this.placeholders = placeholders;
        this.mayLackValues = mayLackValues;
        this.root = text.flatMap(this::compose).flatMap(node -> new YamlValue(this, node).section());
    }

    /** Reads a file; that it can't be read is a mistake too. */
    public static YamlFile read(Path file, Map<String, String> environment) {
        return read(file, environment, false);
    }

    /** Reads a file where the values it names may not be at hand; what they would be is then left out, and is no mistake. */
    public static YamlFile readToInspect(Path file, Map<String, String> environment) {
        return read(file, environment, true);
    }

    private static YamlFile read(Path file, Map<String, String> environment, boolean mayLackValues) {
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Placeholders placeholders = new Placeholders(environment, directory);
        try {
            return new YamlFile(
                    file.toString(), placeholders, mayLackValues, true, Optional.of(Files.readString(file)));
        } catch (IOException e) {
            YamlFile unread = new YamlFile(file.toString(), placeholders, mayLackValues, true, Optional.empty());
            unread.mistake(
                    Optional.empty(),
                    e instanceof NoSuchFileException ? "there is no such file" : "the file can't be read",
                    "Create it, or name the right one.");
            return unread;
        }
    }

    /** Reads text that names no variables. */
    static YamlFile of(String label, String text) {
        return new YamlFile(label, new Placeholders(Map.of(), Path.of("")), false, true, Optional.of(text));
    }

    /** Reads text of somebody who is to see neither variables nor files of this process. */
    public static YamlFile draft(String text) {
        return new YamlFile("draft", new Placeholders(Map.of(), Path.of("")), false, false, Optional.of(text));
    }

    /** The document's mapping; absent only after a mistake. */
    public Optional<YamlSection> root() {
        return root;
    }

    void mistake(Node at, String what, String fix) {
        mistake(at.getStartMark(), what, fix);
    }

    /** Something that can be read, and is hardly meant; only {@link #inspection} shows it. */
    void doubt(Node at, String what, String fix) {
        add(doubts, at.getStartMark(), what, fix);
    }

    /** The text with placeholders filled in, or empty after a mistake, or where a value is not at hand. */
    Optional<String> fill(Node at, String text) {
        return fill(at, text, !mayLackValues);
    }

    /** The same, where it is no mistake if a value is not at hand. */
    Optional<String> fillIfAtHand(Node at, String text) {
        return fill(at, text, false);
    }

    private Optional<String> fill(Node at, String text, boolean needed) {
        if (!mayNamePlaceholders && text.contains("${")) {
            if (needed) {
                mistake(at, "a draft may not hold ${", "Write the value itself.");
            }
            return Optional.empty();
        }
        int before = mistakes.size() + absent.size();
        String filled = placeholders.fill(text, new Placeholders.Problems() {
            @Override
            public void mistake(String what, String fix) {
                YamlFile.this.mistake(at, what, fix);
            }

            @Override
            public void absent(String what, String fix) {
                add(needed ? mistakes : absent, at.getStartMark(), what, fix);
            }
        });
        return mistakes.size() + absent.size() == before ? Optional.of(filled) : Optional.empty();
    }

    /** Everything that was found while the file was read. */
    public Inspection inspection() {
        return new Inspection(inOrder(mistakes), inOrder(doubts), inOrder(absent));
    }

    /** The result, unless there was any mistake; the exception has them in the order of the file. */
    public <T> T result(T result) throws ConfigurationException {
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(inOrder(mistakes));
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
            Optional<Mark> problem = e.getProblemMark().or(e::getContextMark);
            Optional<TabInYaml> tab = problem.flatMap(mark -> TabInYaml.before(text, mark.getLine()));
            if (tab.isPresent()) {
                add(mistakes, tab.get().line(), tab.get().what(), tab.get().fix());
            } else {
                mistake(
                        problem,
                        "not valid YAML",
                        "Check indentation and colons, and put quotes around values that hold any of ${}[]#:*&!.");
            }
        } catch (YamlEngineException e) {
            mistake(Optional.empty(), "not valid YAML", "Check indentation, colons and quotes.");
        }
        return Optional.empty();
    }

    private void mistake(Optional<Mark> mark, String what, String fix) {
        add(mistakes, mark, what, fix);
    }

    private void add(List<Found> to, Optional<Mark> mark, String what, String fix) {
        add(to, mark.map(m -> m.getLine() + 1).orElse(0), what, fix);
    }

    private void add(List<Found> to, int line, String what, String fix) {
        to.add(new Found(line, new Mistake(line == 0 ? label : label + ":" + line, what, fix)));
    }

    private static List<Mistake> inOrder(List<Found> found) {
        return found.stream()
                .sorted(Comparator.comparingInt(Found::line))
                .map(Found::mistake)
                .toList();
    }

    /** @param line 0 for the file as a whole */
    private record Found(int line, Mistake mistake) {}
}
