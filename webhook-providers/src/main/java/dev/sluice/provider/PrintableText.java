package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.PrintableCharacter;
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
                && text.codePoints().allMatch(PrintableCharacter::is);
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
                .map(character -> PrintableCharacter.is(character) ? character : REPLACEMENT)
                .forEach(kept::appendCodePoint);
        return Optional.of(kept + CUT_MARK + Sha256.hex(text.getBytes(UTF_8)));
    }
}
