package dev.sluice.config;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** Is told what keeps a text from being filled in, and how to fix it; never a value. */
    interface Problems {
        /** The text is wrong wherever it is read. */
        void mistake(String what, String fix);

        /** The text may be right: what it names is not to be had here. */
        void absent(String what, String fix);
    }

    /** The text with everything filled in. */
    String fill(String text, Problems problems) {
        return text.contains("${")
                ? FORM.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match, problems)))
                : text;
    }

    private String value(MatchResult match, Problems problems) {
        String inside = match.group(1);
        if (inside == null) {
            return "${";
        }
        if (match.group(2).isEmpty()) {
            problems.mistake("a ${ is never closed", "Write ${NAME}, or $${ where the text itself holds ${.");
            return "";
        }
        if (inside.startsWith(FILE)) {
            return content(inside.substring(FILE.length()), problems);
        }
        if (!NAME.matcher(inside).matches()) {
            problems.mistake(
                    "a ${…} holds neither a variable's name nor file:path",
                    "Write ${NAME} or ${file:/run/secrets/name}, or $${ where the text itself holds ${.");
            return "";
        }
        String value = environment.get(inside);
        if (value == null || value.isBlank()) {
            problems.absent(
                    "the environment variable " + inside + (value == null ? " is not set" : " is empty"),
                    "Set " + inside + " where this process is started.");
            return "";
        }
        return value;
    }

    private String content(String path, Problems problems) {
        String fix = "Put the value into " + path + " and let this process read it.";
        try {
            String content = Files.readString(directory.resolve(path)).replaceFirst("\\r?\\n\\z", "");
            if (content.isBlank()) {
                problems.absent("the file " + path + " is empty", fix);
            }
            return content;
        } catch (MalformedInputException e) {
            problems.mistake("the file " + path + " is not text in UTF-8", fix);
        } catch (IOException | java.nio.file.InvalidPathException e) {
            problems.absent("the file " + path + " can't be read", fix);
        }
        return "";
    }
}
