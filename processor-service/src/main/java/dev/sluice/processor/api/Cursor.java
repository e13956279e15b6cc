package dev.sluice.processor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.body.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list as links carry it: opaque, and good for one list and one filter only.
 *
 * @param place of the row beside which a page begins or ends
 */
record Cursor(List<String> place) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HASH_LENGTH = 12;

    String text(String list, Map<String, String> filter) {
        List<String> parts = new ArrayList<>(List.of(hash(list, filter)));
        parts.addAll(place);
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(parts));
        } catch (IOException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }

    /** @param keys how many columns the list is sorted by */
    static Cursor parse(String name, String text, String list, Map<String, String> filter, int keys)
            throws ProblemException {
        @Nullable List<@Nullable String> parts;
        try {
            parts = JSON.readValue(Base64.getUrlDecoder().decode(text), new TypeReference<List<String>>() {});
        } catch (IOException | IllegalArgumentException e) {
            throw ProblemException.ofParameter(
                    "cursor_invalid",
                    name,
                    "'" + name + "' is no cursor; follow the links 'next' and 'prev' of an answer.");
        }
        if (parts == null || parts.contains(null)) {
            throw ProblemException.ofParameter(
                    "cursor_invalid",
                    name,
                    "'" + name + "' is no cursor; follow the links 'next' and 'prev' of an answer.");
        }
        if (parts.isEmpty() || !parts.getFirst().equals(hash(list, filter))) {
            throw ProblemException.ofParameter(
                    "cursor_mismatch",
                    name,
                    "This cursor belongs to another list or to other filters; begin again without it.");
        }
        if (parts.size() != keys + 1) {
            throw ProblemException.ofParameter("cursor_invalid", name, "'" + name + "' is no cursor of this version.");
        }
        return new Cursor(List.copyOf(parts.subList(1, parts.size())));
    }

    private static String hash(String list, Map<String, String> filter) {
        return Sha256.hex((list + new TreeMap<>(filter)).getBytes(UTF_8)).substring(0, HASH_LENGTH);
    }
}
