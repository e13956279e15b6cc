package dev.sluice.config;

import dev.sluice.provider.SchemeFactory;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the keys of an endpoint, and finds the scheme they are for. */
final class SecretsParser {
    static final String SECRETS_FIX = "Write secrets: [\"${NAME}\"] and set NAME to the provider's signing secret.";
    private static final String KEYS_FIX =
            "Write public_keys: [\"${NAME}\"] and set NAME to the provider's public key.";

    /** As shells, Windows, Make and templates name a variable. */
    private static final Pattern NAME_ALONE = Pattern.compile(
            "\\$[A-Za-z_][A-Za-z0-9_]*|\\$\\([A-Za-z_][A-Za-z0-9_]*\\)|%[A-Z_][A-Z0-9_]*%|\\$?\\{\\{.*}}|\\{[A-Z_][A-Z0-9_]*}"
                    + "|\\$env:.*|ENV\\[.*]|process\\.env\\..*");

    private SecretsParser() {}

    /**
     * The keys under a name: texts, or {@code {value: …, until: 2026-12-31}} for one that is being replaced.
     *
     * @param key {@code secrets} or {@code public_keys}
     */
    static List<Secret> secrets(YamlSection section, String key) {
        List<Secret> secrets = new ArrayList<>();
        section.value(key).ifPresent(list -> {
            List<YamlValue> items = list.items();
            if (items.isEmpty() && list.isList()) {
                list.mistake("'" + key + "' is empty", fix(key));
            }
            for (int i = 0; i < items.size(); i++) {
                read(items.get(i), key, key + "[" + i + "]").ifPresent(secrets::add);
            }
        });
        return List.copyOf(secrets);
    }

    private static Optional<Secret> read(YamlValue item, String key, String label) {
        if (!item.isMapping()) {
            return secret(item, key, label, Optional.empty());
        }
        return item.section().flatMap(section -> {
            Optional<YamlValue> value = section.required("value", fix(key));
            Optional<Instant> until = section.value("until")
                    .flatMap(day -> day.parsed(
                            SecretsParser::end,
                            "Write a day such as 2026-12-31, or a time such as 2026-12-31T12:00:00Z."));
            section.end();
            return value.flatMap(written -> secret(written, key, label, until));
        });
    }

    private static Optional<Secret> secret(YamlValue value, String key, String label, Optional<Instant> until) {
        Optional<String> text = value.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().isBlank()) {
            value.mistake(label + " is empty", fix(key));
            return Optional.empty();
        }
        if (NAME_ALONE.matcher(value.written()).matches()) {
            // Taken as it stands, it would be a secret that everybody knows.
            value.mistake(label + " is the name of a variable, and not what is in it", fix(key));
            return Optional.empty();
        }
        if (key.equals("secrets") && !value.written().contains("${")) {
            value.doubt(
                    label
                            + (UnfilledText.isOne(text.get())
                                    ? " is a placeholder"
                                    : " stands in the file itself, where everybody who sees the file can read it"),
                    fix(key));
        }
        return Optional.of(new Secret(label, text.get(), until));
    }

    /** A day is the end of that day, UTC. */
    private static Instant end(String text) {
        try {
            return text.length() == "2026-12-31".length()
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is neither a day nor a time", e);
        }
    }

    /** The scheme that goes with the kind of keys that was given, once each key has been found to be one for it. */
    static Optional<SignatureScheme> scheme(
            YamlSection section,
            List<SchemeFactory> factories,
            Map<String, String> options,
            List<Secret> secrets,
            List<Secret> publicKeys) {
        List<SignatureScheme> schemes;
        try {
            schemes = factories.stream().map(factory -> factory.with(options)).toList();
        } catch (IllegalArgumentException e) {
            section.mistake("an option can't be used: " + e.getMessage(), "Correct it under 'options'.");
            return Optional.empty();
        }
        boolean publicGiven = section.has("public_keys");
        Optional<SignatureScheme> chosen = schemes.stream()
                .filter(scheme -> switch (scheme.keys()) {
                    case SECRETS -> !publicGiven;
                    case PUBLIC_KEYS -> publicGiven;
                    case LOOKED_UP -> true;
                })
                .findFirst();
        if (chosen.isEmpty()) {
            String wanted = publicGiven ? "secrets" : "public_keys";
            section.mistake(
                    section.has(publicGiven ? "public_keys" : "secrets")
                            ? "this provider takes '" + wanted + "'"
                            : "'" + wanted + "' is missing",
                    fix(wanted));
            return Optional.empty();
        }
        return fits(section, chosen.get(), secrets, publicKeys) ? chosen : Optional.empty();
    }

    private static boolean fits(
            YamlSection section, SignatureScheme scheme, List<Secret> secrets, List<Secret> publicKeys) {
        if (scheme.keys() == SignatureScheme.Keys.LOOKED_UP) {
            if (section.has("secrets") || section.has("public_keys")) {
                section.mistake("this provider's keys are looked up", "Remove 'secrets' and 'public_keys'.");
            }
            return true;
        }
        boolean isPublic = scheme.keys() == SignatureScheme.Keys.PUBLIC_KEYS;
        String key = isPublic ? "public_keys" : "secrets";
        List<Secret> given = isPublic ? publicKeys : secrets;
        if (isPublic && section.has("secrets")) {
            section.mistake("'secrets' and 'public_keys' are both there", "Keep one of the two.");
        }
        if (!section.has(key)) {
            section.mistake("'" + key + "' is missing", fix(key));
        }
        // One that is missing is said already, and what else is wrong is to be found all the same.
        boolean good = true;
        for (Secret secret : given) {
            Optional<String> defect = scheme.keyDefect(secret.text());
            if (defect.isPresent()) {
                section.mistake(secret.label() + " can't be used: " + defect.get(), fix(key));
                good = false;
            }
        }
        return good;
    }

    private static String fix(String key) {
        return key.equals("secrets") ? SECRETS_FIX : KEYS_FIX;
    }
}
