package dev.sluice.settings;

import dev.sluice.config.DurationText;
import dev.sluice.config.Flag;
import dev.sluice.config.NumberText;
import dev.sluice.config.SizeText;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A process setting, read from the environment alone.
 *
 * @param name the variable's name: {@code SLUICE_…}
 * @param fallback text used when the variable is absent
 * @param help one sentence for {@code docs/configuration.md}
 * @param parser makes the value of the text; throws IllegalArgumentException with the reason when it can't
 * @param secret whether it may come from a file, which the variable with {@code _FILE} at its end then names
 */
public record Setting<T>(String name, String fallback, String help, Function<String, T> parser, boolean secret) {
    private static final String FILE = "_FILE";

    public Setting(String name, String fallback, String help, Function<String, T> parser) {
        this(name, fallback, help, parser, false);
    }

    /** Any text. */
    public static Setting<String> text(String name, String fallback, String help) {
        return new Setting<>(name, fallback, help, text -> text);
    }

    /** Text that must not be empty. */
    public static Setting<String> filled(String name, String fallback, String help) {
        return new Setting<>(name, fallback, help, text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException("must not be empty");
            }
            return text;
        });
    }

    /**
     * A credential: empty unless it is given, as itself or as the content of a file.
     *
     * @param parser never quotes the text
     */
    public static <T> Setting<T> secret(String name, String help, Function<String, T> parser) {
        return new Setting<>(name, "", help, parser, true);
    }

    /** The variable that names a file with the value, for a secret. */
    public String fileVariable() {
        return name + FILE;
    }

    /** A whole number within bounds, both included. */
    public static Setting<Integer> number(String name, int fallback, int from, int to, String help) {
        return new Setting<>(name, Integer.toString(fallback), help, text -> NumberText.parse(text, from, to));
    }

    /** Yes or no. */
    public static Setting<Boolean> flag(String name, boolean fallback, String help) {
        return new Setting<>(name, Boolean.toString(fallback), help, Flag::parse);
    }

    /** A duration such as {@code 500ms}, {@code 5s}, {@code 10m}, {@code 3d}. */
    public static Setting<Duration> duration(String name, String fallback, String help) {
        return new Setting<>(name, fallback, help, DurationText::parse);
    }

    /** A size in bytes such as {@code 256KiB} or {@code 1MiB}. */
    public static Setting<Integer> size(String name, String fallback, String help) {
        return new Setting<>(name, fallback, help, SizeText::parse);
    }

    /**
     * The same setting with a further condition.
     *
     * @param otherwise what is said of a value that does not meet it
     */
    public Setting<T> where(Predicate<T> holds, String otherwise) {
        return new Setting<>(name, fallback, help, text -> {
            T value = parser.apply(text);
            if (!holds.test(value)) {
                throw new IllegalArgumentException("'" + text + "' " + otherwise);
            }
            return value;
        });
    }
}
