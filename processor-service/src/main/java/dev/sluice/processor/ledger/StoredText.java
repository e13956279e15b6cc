package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.Sha256;
import org.jspecify.annotations.Nullable;

/** Makes any text fit for a Postgres text column, which takes no NUL and, in an index, no more than some 2,700 bytes. */
final class StoredText {
    private static final int LONGEST = 16 * 1024;
    private static final int LONGEST_KEY_BYTES = 512;
    private static final int LONGEST_ID_BYTES = 255 * 4;
    private static final int KEPT_OF_KEY = 100;

    private StoredText() {}

    /** The text without NUL, at most 16,384 characters of it. */
    static @Nullable String of(@Nullable String text) {
        return text == null ? null : required(text);
    }

    /** As {@link #of}, of a text that is there. */
    static String required(String text) {
        String clean = withoutNul(text);
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST);
    }

    static String withoutNul(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
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
        boolean fits =
                text.indexOf('\0') < 0 && (text.length() <= longest / 4 || text.getBytes(UTF_8).length <= longest);
        if (fits) {
            return text;
        }
        String clean = withoutNul(text);
        return clean.substring(0, Math.min(KEPT_OF_KEY, clean.length())) + "#" + Sha256.hex(text.getBytes(UTF_8));
    }
}
