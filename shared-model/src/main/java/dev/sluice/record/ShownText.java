package dev.sluice.record;

import dev.sluice.body.PrintableCharacter;

/** Text of strangers, made fit to be shown: cut, and without characters that a terminal or a log would obey. */
final class ShownText {
    private ShownText() {}

    /** @param limit in characters */
    static String of(String text, int limit) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), limit));
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (shown.length() + Character.charCount(character) > limit) {
                break;
            }
            shown.appendCodePoint(PrintableCharacter.is(character) ? character : '?');
        }
        return shown.toString();
    }
}
