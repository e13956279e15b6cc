package dev.sluice.config;

import dev.sluice.defence.Defences;
import dev.sluice.provider.BodyFormat;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.Livemode;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads one endpoint of {@code endpoints.yaml}.
 *
 * @param maxBody largest body any endpoint may take, in bytes
 */
record EndpointBlock(ProviderPresets presets, int maxBody) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /**
     * The endpoint, or empty after a mistake.
     *
     * @param ownerOfPath which endpoint has a path; the paths of this one are added
     */
    Optional<Endpoint> read(String name, YamlSection section, Map<String, String> ownerOfPath) {
        if (!NAME.matcher(name).matches()) {
            section.mistake(
                    "'" + name + "' can't be an endpoint's name",
                    "Use 1 to 63 lower-case letters, digits, - and _, beginning with a letter or digit.");
        }
        Optional<ProviderPreset> preset = preset(section);
        List<Secret> secrets = secrets(section);
        List<String> paths = paths(name, section, ownerOfPath);
        boolean enabled = section.or(true, "enabled", Flag::parse, "Write true or false.");
        BodyFormat format =
                section.or(BodyFormat.JSON, "format", text -> Choice.parse(BodyFormat.class, '-', text), "Write json.");
        Livemode livemode = section.or(Livemode.ANY, "livemode", EndpointBlock::livemode, "Write true, false or any.");
        int limit = section.or(
                maxBody,
                "max_body",
                this::limit,
                "Write a size such as 256KiB; raise SLUICE_MAX_BODY in both services to take more.");
        Defences defences = DefenceBlock.read(section, preset);
        Map<String, String> metadata =
                section.section("metadata").map(YamlSection::texts).orElse(Map.of());
        Optional<SignatureScheme> scheme =
                preset.flatMap(known -> declared(section, "signature", known, known.scheme(), SignatureBlock::read));
        Optional<EventIdentity> identity =
                preset.flatMap(known -> declared(section, "event", known, known.identity(), EventBlock::read));
        section.end();
        if (livemode != Livemode.ANY
                && identity.isPresent()
                && identity.get().livemode().isEmpty()) {
            section.mistake(
                    "'livemode' is set, but nothing in such an event tells live from test",
                    "Remove it, or say in 'event' where the mode is.");
        }
        return scheme.isEmpty() || identity.isEmpty() || secrets.isEmpty()
                ? Optional.empty()
                : Optional.of(new Endpoint(
                        name,
                        paths,
                        enabled,
                        preset.orElseThrow().name(),
                        format,
                        scheme.get(),
                        secrets,
                        identity.get(),
                        livemode,
                        limit,
                        defences,
                        metadata));
    }

    private Optional<ProviderPreset> preset(YamlSection section) {
        Optional<YamlValue> value = section.required(
                "provider", "Write 'provider:' and one of " + String.join(", ", presets.names()) + ".");
        Optional<ProviderPreset> preset = value.flatMap(YamlValue::text).flatMap(presets::named);
        if (value.isPresent() && preset.isEmpty()) {
            String written = value.get().written();
            value.get().mistake("no provider '" + written + "' is known", Suggestion.among(written, presets.names()));
        }
        if (preset.isEmpty()) {
            // What these must hold depends on the provider, so that they are there is all that can be said.
            section.value("signature");
            section.value("event");
        }
        return preset;
    }

    private static List<Secret> secrets(YamlSection section) {
        List<Secret> secrets = new ArrayList<>();
        String fix = "Write secrets: [\"${NAME}\"] and set NAME to the provider's signing secret.";
        section.required("secrets", fix).ifPresent(value -> {
            List<YamlValue> items = value.items();
            if (items.isEmpty() && value.isList()) {
                value.mistake("'secrets' is empty", fix);
            }
            for (int i = 0; i < items.size(); i++) {
                YamlValue item = items.get(i);
                String label = "secrets[" + i + "]";
                item.text().ifPresent(text -> {
                    if (text.isBlank()) {
                        item.mistake(label + " is empty", fix);
                    } else {
                        secrets.add(new Secret(label, text));
                    }
                });
            }
        });
        return List.copyOf(secrets);
    }

    private static List<String> paths(String name, YamlSection section, Map<String, String> ownerOfPath) {
        List<String> paths = new ArrayList<>(List.of(EndpointPath.usual(name)));
        List<YamlValue> written = new ArrayList<>();
        section.value("path").ifPresent(written::add);
        section.value("paths").ifPresent(value -> written.addAll(value.items()));
        for (YamlValue value : written) {
            value.parsed(EndpointPath::parse, "Write a path such as /webhook/payments.")
                    .ifPresent(path -> {
                        String owner = ownerOfPath.putIfAbsent(path, name);
                        if (owner == null) {
                            paths.add(path);
                        } else {
                            value.mistake(
                                    "'" + value.written() + "' is a path of endpoint '" + owner + "' already",
                                    owner.equals(name) ? "Remove it here." : "Give one of the two another path.");
                        }
                    });
        }
        return List.copyOf(paths);
    }

    private int limit(String text) {
        int limit = SizeText.parse(text);
        if (limit > maxBody) {
            throw new IllegalArgumentException("'" + text + "' is more than SLUICE_MAX_BODY, " + maxBody + " bytes");
        }
        return limit;
    }

    private static Livemode livemode(String text) {
        return switch (text) {
            case "any" -> Livemode.ANY;
            case "true" -> Livemode.LIVE;
            case "false" -> Livemode.TEST;
            default -> throw new IllegalArgumentException("'" + text + "' is none of any, true, false");
        };
    }

    /** What the preset says, or the endpoint itself where the preset leaves it open. */
    private static <T> Optional<T> declared(
            YamlSection section,
            String key,
            ProviderPreset preset,
            Optional<T> known,
            Function<YamlSection, Optional<T>> reader) {
        if (known.isEmpty()) {
            return section.requiredSection(key, example(key)).flatMap(reader);
        }
        section.value(key)
                .ifPresent(value -> value.mistake(
                        "provider " + preset.name() + " brings its own '" + key + "'",
                        "Remove it, or use provider: generic to write your own."));
        return known;
    }

    private static String example(String key) {
        return key.equals("event")
                ? "Say where an event's id and type are: event: {id: /id, type: /type}; the id tells repeats from new events."
                : "Say how requests are signed: signature: {algorithm: hmac-sha256, header: X-Signature, encoding: hex}.";
    }
}
