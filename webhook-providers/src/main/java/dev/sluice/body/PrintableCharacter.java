package dev.sluice.body;

/** Which characters can be printed: all but those that a terminal, a log or a page would obey, and lone surrogates. */
public final class PrintableCharacter {
    private PrintableCharacter() {}

    /**
     * Whether a character can be printed. A lone surrogate can't be written as UTF-8, so two texts that differ only there
     * would become the same.
     *
     * @param codePoint of Unicode
     */
    public static boolean is(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
