package dev.sluice.config;

import dev.sluice.access.AccessRules;
import dev.sluice.body.BodyFormat;
import dev.sluice.provider.BodyForms;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.Livemode;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.provider.ProviderPreset.Coverage;
import dev.sluice.provider.SchemeFactory;
import dev.sluice.provider.SuccessAnswer;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignatureScheme.Keys;
import dev.sluice.signature.Tolerance;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Reads one endpoint of {@code endpoints.yaml}.
 *
 * @param maxBody largest body any endpoint may take, in bytes
 */
record EndpointParser(ProviderPresets presets, int maxBody) {
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
        List<String> paths = EndpointPath.read(name, section, ownerOfPath);
        boolean enabled = section.or(true, "enabled", Flag::parse, "Write true or false.");
        Livemode livemode = livemode(section);
        int limit = section.or(
                maxBody,
                "max_body",
                this::limit,
                "Write a size such as 256KiB; raise SLUICE_MAX_BODY in both services to take more.");
        AccessRules accessRules = AccessRulesParser.read(section, preset);
        Map<String, String> metadata =
                section.section("metadata").map(YamlSection::texts).orElse(Map.of());
        Optional<URI> publicUrl = section.value("public_url")
                .flatMap(value -> value.parsed(
                        EndpointParser::url,
                        "Write the URL registered at the provider, such as https://example.com/a."));
        OptionalInt refusalStatus = AnswerParser.refusalStatus(section);
        Optional<SuccessAnswer> success = section.section("success").flatMap(AnswerParser::success);
        List<Secret> secrets = SecretsParser.secrets(section, "secrets");
        List<Secret> publicKeys = SecretsParser.secrets(section, "public_keys");
        Optional<Tolerance> tolerance = SignatureParser.tolerance(section);

        boolean anyContentType =
                section.or(false, "content_type", EndpointParser::isIgnore, "Write ignore, or leave it out.");
        Optional<BodyForms> body = preset.flatMap(known -> body(section, known))
                .map(forms -> anyContentType ? forms.ofAnyContentType() : forms);
        Map<String, String> options =
                preset.map(known -> OptionsParser.read(section, known)).orElse(Map.of());
        Optional<EventIdentity> identity =
                preset.flatMap(known -> identity(section, known, body)).map(found -> idempotent(section, found, body));
        Optional<SignatureScheme> scheme = preset.flatMap(known -> schemes(section, known))
                .flatMap(schemes -> SecretsParser.scheme(section, schemes, options, secrets, publicKeys))
                .flatMap(known -> tolerating(section, known, tolerance));
        section.end();
        scheme.ifPresent(known -> checkUrl(section, known));
        identity.ifPresent(known -> checkMode(section, known, livemode));
        if (scheme.isEmpty() || identity.isEmpty() || body.isEmpty() || preset.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Endpoint(
                name,
                paths,
                enabled,
                preset.get().name(),
                body.get(),
                scheme.get(),
                coverage(preset.get(), scheme.get(), identity.get()),
                scheme.get().keys() == Keys.PUBLIC_KEYS ? publicKeys : secrets,
                publicUrl,
                options,
                preset.get().handshakes(),
                identity.get(),
                livemode,
                limit,
                refusalStatus,
                success,
                accessRules,
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
            // Without a provider the values of these keys can't be checked, so only their presence is.
            if (!section.has("secrets") && !section.has("public_keys")) {
                section.mistake("'secrets' is missing", SecretsParser.SECRETS_FIX);
            }
            List.of("signature", "event", "format", "options", "idempotency_key")
                    .forEach(section::value);
        }
        return preset;
    }

    private static Optional<BodyForms> body(YamlSection section, ProviderPreset preset) {
        String fix = "Write json, xml, form or any.";
        if (preset.body().isEmpty() || preset.identity().isEmpty()) {
            return Optional.of(BodyForms.of(section.or(BodyFormat.JSON, "format", BodyParser::format, fix)));
        }
        Optional<BodyFormat> only = section.value("format").flatMap(value -> value.parsed(BodyParser::format, fix));
        if (only.isPresent() && !preset.body().get().formats().contains(only.get())) {
            section.mistake("provider " + preset.name() + " sends no such 'format'", "Remove it.");
        }
        return preset.body().map(forms -> only.map(forms::only).orElse(forms));
    }

    private static Optional<EventIdentity> identity(
            YamlSection section, ProviderPreset preset, Optional<BodyForms> body) {
        if (preset.identity().isPresent()) {
            notBoth(section, preset, "event");
            return preset.identity();
        }
        List<BodyFormat> formats = body.map(BodyForms::formats).orElse(List.of());
        return section.requiredSection(
                        "event",
                        "Say where an event's id and type are: event: {id: /id, type: /type}; the id tells repeats from"
                                + " new events.")
                .flatMap(block ->
                        EventParser.read(block, formats.contains(BodyFormat.XML), formats.contains(BodyFormat.FORM)));
    }

    private static EventIdentity idempotent(YamlSection section, EventIdentity identity, Optional<BodyForms> body) {
        List<BodyFormat> formats = body.map(BodyForms::formats).orElse(List.of());
        return section.value("idempotency_key")
                .flatMap(value -> EventParser.idempotencyKey(
                        value, formats.contains(BodyFormat.XML), formats.contains(BodyFormat.FORM)))
                .map(identity::withIdempotencyKey)
                .orElse(identity);
    }

    private static Optional<List<SchemeFactory>> schemes(YamlSection section, ProviderPreset preset) {
        if (!preset.schemes().isEmpty()) {
            notBoth(section, preset, "signature");
            return Optional.of(preset.schemes());
        }
        return section.requiredSection(
                        "signature",
                        "Say how requests are signed: signature: {algorithm: hmac-sha256, header: X-Signature, encoding: hex}.")
                .flatMap(SignatureParser::read)
                .map(List::of);
    }

    /** What the preset says, or where the endpoint brings its own signature, what that is over. */
    private static Coverage coverage(ProviderPreset preset, SignatureScheme scheme, EventIdentity identity) {
        boolean body = scheme.coversBody();
        return preset.schemes().isEmpty()
                ? new Coverage(body, body && identity.places().headers().isEmpty(), scheme.coversTime())
                : preset.coverage();
    }

    private static void notBoth(YamlSection section, ProviderPreset preset, String key) {
        section.value(key)
                .ifPresent(value -> value.mistake(
                        "provider " + preset.name() + " brings its own '" + key + "'",
                        "Remove it, or use provider: generic to write your own."));
    }

    private static Optional<SignatureScheme> tolerating(
            YamlSection section, SignatureScheme scheme, Optional<Tolerance> tolerance) {
        if (tolerance.isEmpty()) {
            return Optional.of(scheme);
        }
        try {
            return Optional.of(scheme.within(tolerance.get()));
        } catch (IllegalArgumentException e) {
            section.mistake("'tolerance' is set, but " + e.getMessage(), "Remove it.");
            return Optional.empty();
        }
    }

    private static void checkUrl(YamlSection section, SignatureScheme scheme) {
        // One that can't be read is there all the same; that is said already.
        if (scheme.coversUrl() && !section.has("public_url")) {
            section.mistake(
                    "'public_url' is missing",
                    "This provider signs the URL: write the one registered there, as public_url:"
                            + " https://example.com/webhooks/name.");
        }
    }

    private static void checkMode(YamlSection section, EventIdentity identity, Livemode livemode) {
        if (livemode != Livemode.ANY && identity.livemode().isEmpty()) {
            section.mistake(
                    "'livemode' is set, but nothing in such an event tells live from test",
                    "Remove it, or say in 'event' where the mode is.");
        }
    }

    private int limit(String text) {
        int limit = SizeText.parse(text);
        if (limit > maxBody) {
            throw new IllegalArgumentException("'" + text + "' is more than SLUICE_MAX_BODY, " + maxBody + " bytes");
        }
        return limit;
    }

    /** Without a fragment: it is never sent, and so is not signed either. */
    private static URI url(String text) {
        int fragment = text.indexOf('#');
        URI url = URI.create(fragment < 0 ? text : text.substring(0, fragment));
        boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("'" + text + "' is not an absolute URL");
        }
        return url;
    }

    /** {@code livemode}, and in {@code other_mode} what becomes of the events that it does not take. */
    private static Livemode livemode(YamlSection section) {
        Livemode livemode = section.or(Livemode.ANY, "livemode", EndpointParser::livemode, "Write true, false or any.");
        boolean ignored = section.or(false, "other_mode", EndpointParser::isIgnore, "Write ignore, or leave it out.");
        if (livemode == Livemode.ANY && section.has("other_mode")) {
            section.mistake("'other_mode' is set, and there is no other mode", "Set livemode to true or false.");
        }
        return ignored ? livemode.ignoringOthers() : livemode;
    }

    private static boolean isIgnore(String text) {
        if (!text.equals("ignore")) {
            throw new IllegalArgumentException("'" + text + "' is not ignore");
        }
        return true;
    }

    private static Livemode livemode(String text) {
        return switch (text) {
            case "any" -> Livemode.ANY;
            case "true" -> Livemode.LIVE;
            case "false" -> Livemode.TEST;
            default -> throw new IllegalArgumentException("'" + text + "' is none of any, true, false");
        };
    }
}
