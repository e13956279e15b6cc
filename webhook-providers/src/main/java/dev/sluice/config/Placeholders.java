package dev.sluice.config;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in <code>${NAME}</code> from an environment and <code>${file:path}</code> from a file, whose last line end is left
 * out; <code>$${</code> stands for <code>${</code> itself.
 *
 * @param directory what relative paths are resolved against
 */
public record Placeholders(Map<String, String> environment, Path directory) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern FORM = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
    private static final String FILE = "file:";

    /** The names of all variables that a file's text asks for; none if it can't be read. */
    public static Set<String> namesIn(Path file) {
        return insidesIn(file).stream()
                .filter(inside -> !inside.startsWith(FILE))
                .collect(toCollection(TreeSet::new));
    }

    /** The paths of all files that a file's text asks for; none if it can't be read. */
    static Set<String> filesIn(Path file) {
        return insidesIn(file).stream()
                .filter(inside -> inside.startsWith(FILE))
                .map(inside -> inside.substring(FILE.length()))
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> insidesIn(Path file) {
        Set<String> names = new TreeSet<>();
        try {
            Matcher matcher = FORM.matcher(Files.readString(file));
            while (matcher.find()) {
                if (matcher.group(1) != null) {
                    names.add(matcher.group(1));
                }
            }
        } catch (IOException e) {
            return Set.of();
        }
        return names;
    }

    /**
     * The text with everything filled in.
     *
     * @param mistakes takes what is wrong and how to fix it; never told a value
     */
    String fill(String text, BiConsumer<String, String> mistakes) {
        return text.contains("${")
                ? FORM.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match, mistakes)))
                : text;
    }

    private String value(MatchResult match, BiConsumer<String, String> mistakes) {
        String inside = match.group(1);
        if (inside == null) {
            return "${";
        }
        if (match.group(2).isEmpty()) {
            mistakes.accept("a ${ is never closed", "Write ${NAME}, or $${ where the text itself holds ${.");
            return "";
        }
        if (inside.startsWith(FILE)) {
            return content(inside.substring(FILE.length()), mistakes);
        }
        if (!NAME.matcher(inside).matches()) {
            mistakes.accept(
                    "a ${…} holds neither a variable's name nor file:path",
                    "Write ${NAME} or ${file:/run/secrets/name}, or $${ where the text itself holds ${.");
            return "";
        }
        String value = environment.get(inside);
        if (value == null || value.isBlank()) {
            mistakes.accept(
                    "the environment variable " + inside + (value == null ? " is not set" : " is empty"),
                    "Set " + inside + " where this process is started.");
            return "";
        }
        return value;
    }

    private String content(String path, BiConsumer<String, String> mistakes) {
        String fix = "Put the value into " + path + " and let this process read it.";
        try {
            String content = Files.readString(directory.resolve(path)).replaceFirst("\\r?\\n\\z", "");
            if (content.isBlank()) {
                mistakes.accept("the file " + path + " is empty", fix);
            }
            return content;
        } catch (MalformedInputException e) {
            mistakes.accept("the file " + path + " is not text in UTF-8", fix);
        } catch (IOException | java.nio.file.InvalidPathException e) {
            mistakes.accept("the file " + path + " can't be read", fix);
        }
        return "";
    }
}
