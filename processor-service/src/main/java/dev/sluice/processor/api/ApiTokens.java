package dev.sluice.processor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bearer tokens that are taken, kept as hashes. Thread-safe. */
public final class ApiTokens {
    private static final int SHORTEST = 16;
    private static final Pattern ENTRY = Pattern.compile("(?:([A-Za-z0-9._@-]{1,64}):)?([A-Za-z0-9._~+/=-]+)");
    private static final String BEARER = "Bearer ";

    private final List<Token> tokens;

    private ApiTokens(List<Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** A token that is taken. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Token(String name, ApiRole role, byte[] hash) {}

    /** A token as a setting gives it, and the name of who has it. */
    public record Entry(Optional<String> name, String token) {
        @Override
        public String toString() {
            return "Entry[" + name.orElse("") + "]";
        }
    }

    /**
     * Reads a setting: tokens separated by commas, each with the name of who has it before a colon where it has one.
     *
     * @throws IllegalArgumentException without quoting any of it
     */
    public static List<Entry> parse(String setting) {
        List<Entry> entries = new ArrayList<>();
        for (String each : setting.isBlank() ? new String[0] : setting.split(",", -1)) {
            Matcher entry = ENTRY.matcher(each.strip());
            if (!entry.matches()) {
                throw new IllegalArgumentException(
                        "has an entry that is neither TOKEN nor NAME:TOKEN; a token is of letters, digits and . _ ~ + / = -");
            }
            if (entry.group(2).length() < SHORTEST) {
                throw new IllegalArgumentException("has a token that is shorter than " + SHORTEST + " characters");
            }
            entries.add(new Entry(Optional.ofNullable(entry.group(1)), entry.group(2)));
        }
        return List.copyOf(entries);
    }

    /**
     * Those that are taken.
     *
     * @param admin blank where there is none
     */
    public static ApiTokens of(List<Entry> read, List<Entry> operate, String admin) {
        List<Token> tokens = new ArrayList<>();
        if (!admin.isBlank()) {
            tokens.add(token(new Entry(Optional.empty(), admin), ApiRole.ADMIN));
        }
        operate.forEach(entry -> tokens.add(token(entry, ApiRole.OPERATE)));
        read.forEach(entry -> tokens.add(token(entry, ApiRole.READ)));
        return new ApiTokens(tokens);
    }

    private static Token token(Entry entry, ApiRole role) {
        return new Token(
                entry.name().orElse(role.word()), role, Sha256.of(entry.token().getBytes(UTF_8)));
    }

    /**
     * Who calls with this header; empty where it holds none of the tokens. All are compared, and hashes of equal length, so the time
     * it takes tells nothing of them.
     */
    Optional<ApiCaller> caller(@Nullable String authorization, String address) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        byte[] given =
                Sha256.of(authorization.substring(BEARER.length()).strip().getBytes(UTF_8));
        Optional<ApiCaller> caller = Optional.empty();
        for (Token token : tokens) {
            if (MessageDigest.isEqual(given, token.hash()) && caller.isEmpty()) {
                caller = Optional.of(new ApiCaller(token.name(), token.role(), address));
            }
        }
        return caller;
    }
}
