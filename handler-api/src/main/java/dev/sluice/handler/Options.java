package dev.sluice.handler;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a route gives its handler below {@code with}. A handler asks for every option that it knows: one that it does not ask for is a
 * mistake. Mistakes are shown with file, line and fix, and the routes are not taken up. Not thread-safe.
 */
public interface Options {
    /**
     * The value of an option, with {@code ${NAME}} filled in. Empty where it is not there, and where it names what is not at hand while the
     * file is only looked at ({@code sluice check}).
     */
    Optional<String> text(String name);

    /**
     * The same of an option that has to be there.
     *
     * @param fix what to write
     */
    Optional<String> required(String name, String fix);

    /** The values of an option that may be a list, or one value; those that are not at hand are left out. */
    List<String> texts(String name);

    /**
     * The values of an option that has to be there and is secret: they are never shown, and one that stands in the file itself is doubted.
     *
     * @param fix what to write
     */
    List<String> secrets(String name, String fix);

    /**
     * Says that an option can't be used.
     *
     * @param what what is wrong with it; a value that was filled in is shown as it stands in the file
     * @param fix what to write
     */
    void mistake(String name, String what, String fix);

    /** Says that an option can be used, and is hardly meant; only {@code sluice check} shows it. */
    void doubt(String name, String what, String fix);

    /** How long one call of the handler may take. */
    Duration timeout();

    /**
     * The value of an option as a type.
     *
     * @param parser throws IllegalArgumentException with the reason
     * @param fix what to write
     */
    default <T> Optional<T> parsed(String name, Function<String, T> parser, String fix) {
        return text(name).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                mistake(name, String.valueOf(e.getMessage()), fix);
                return Optional.empty();
            }
        });
    }
}
