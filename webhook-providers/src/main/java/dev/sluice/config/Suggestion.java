package dev.sluice.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what was meant by a word that is not known. */
public final class Suggestion {
    private Suggestion() {}

    /** A fix that names the nearest known word, or all of them where none is near. */
    public static String among(String unknown, Collection<String> known) {
        return nearest(unknown, known)
                .map(word -> "Did you mean '" + word + "'?")
                .orElseGet(() -> "Known here: " + String.join(", ", known) + ".");
    }

    private static Optional<String> nearest(String unknown, Collection<String> known) {
        return known.stream()
                .filter(word -> distance(unknown, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt(word -> distance(unknown, word)));
    }

    // Levenshtein's, and two letters in the wrong order count as one mistake.
    private static int distance(String a, String b) {
        int[] beforeThat = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeThat[j - 2] + 1);
                }
            }
            beforeThat = previous;
            previous = row;
        }
        return previous[b.length()];
    }
}
