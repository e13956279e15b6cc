package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.Sha256;
import java.util.Optional;

/** The rule for ids and types: 1 to 255 characters that can be printed. */
final class PrintableText {
    static final int LIMIT = 255;

    /** Ends what is not kept as it came; the hash of the whole follows. */
    private static final String CUT_MARK = "…sha256:";

    private static final int CUT = 180;
    private static final int REPLACEMENT = 0xFFFD;

    private PrintableText() {}

    static boolean accepts(String text) {
        return !text.isBlank()
                && text.length() <= 2 * LIMIT
                && text.codePointCount(0, text.length()) <= LIMIT
                && text.codePoints().allMatch(PrintableText::printable);
    }

    /**
     * A text that only informs, within the rule. One that is blank is none. One that is too long or can't be printed
     * is cut, with a mark and the hash of the whole behind it, so that two of them are still told apart.
     */
    static Optional<String> bounded(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (accepts(text)) {
            return Optional.of(text);
        }
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .limit(CUT)
                .map(character -> printable(character) ? character : REPLACEMENT)
                .forEach(kept::appendCodePoint);
        return Optional.of(kept + CUT_MARK + Sha256.hex(text.getBytes(UTF_8)));
    }

    // A lone surrogate can't be written as UTF-8, so two ids that differ only there would become the same key.
    private static boolean printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
