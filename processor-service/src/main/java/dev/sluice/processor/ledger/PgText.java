package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.Sha256;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes any text fit for a Postgres text column, which takes no NUL, no half of a surrogate pair and, in an index, no more
 * than some 2,700 bytes. What comes out is read back from the database as it is: keys are compared in Java.
 */
final class PgText {
    private static final int LONGEST = 16 * 1024;
    private static final int LONGEST_KEY_BYTES = 512;
    private static final int LONGEST_ID_BYTES = 255 * 4;
    private static final int KEPT_OF_KEY = 100;
    private static final char REPLACEMENT = '\ufffd';

    private PgText() {}

    /** The text without what can't be stored, at most 16,384 characters of it. */
    static @Nullable String of(@Nullable String text) {
        return text == null ? null : required(text);
    }

    /** As {@link #of}, of a text that is there. */
    static String required(String text) {
        return cut(clean(text), LONGEST);
    }

    /** The text without NUL, and with U+FFFD in the place of halves of surrogate pairs. */
    static String clean(String text) {
        return isClean(text) ? text : cleaned(text);
    }

    /**
     * The text as part of an index. One that does not fit keeps its beginning and gets a hash of the whole, so that two
     * different ones stay different. Ingest takes none of these: they come from records that others wrote.
     */
    static String key(String text) {
        return key(text, LONGEST_KEY_BYTES);
    }

    /** The id of an event or object as part of an index: all of the 255 characters that ingest takes fit. */
    static String id(String text) {
        return key(text, LONGEST_ID_BYTES);
    }

    private static String key(String text, int longest) {
        boolean clean = isClean(text);
        if (clean && (text.length() <= longest / 4 || text.getBytes(UTF_8).length <= longest)) {
            return text;
        }
        String kept = cut(clean ? text : cleaned(text), KEPT_OF_KEY);
        return kept + "#" + Sha256.hex(clean || isWellFormed(text) ? text.getBytes(UTF_8) : units(text));
    }

    /** Never ends with half of a surrogate pair. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    private static boolean isClean(String text) {
        return text.indexOf('\0') < 0 && isWellFormed(text);
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(each -> each != 0)
                .map(each -> Character.MIN_SURROGATE <= each && each <= Character.MAX_SURROGATE ? REPLACEMENT : each)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** UTF-16 as it stands: as UTF-8, all halves of pairs would be one query mark. */
    private static byte[] units(String text) {
        ByteBuffer units = ByteBuffer.allocate(text.length() * Character.BYTES);
        text.chars().forEach(each -> units.putChar((char) each));
        return units.array();
    }
}
