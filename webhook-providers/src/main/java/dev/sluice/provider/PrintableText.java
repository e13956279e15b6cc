package dev.sluice.provider;

/** The rule for ids and types: 1 to 255 characters that can be printed. */
final class PrintableText {
    static final int LIMIT = 255;

    private PrintableText() {}

    static boolean accepts(String text) {
        return !text.isBlank()
                && text.length() <= 2 * LIMIT
                && text.codePointCount(0, text.length()) <= LIMIT
                && text.codePoints().allMatch(PrintableText::printable);
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
