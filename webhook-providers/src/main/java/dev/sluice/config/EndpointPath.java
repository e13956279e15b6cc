package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The paths an endpoint listens on. */
final class EndpointPath {
    private static final Pattern FORM = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern DOTS = Pattern.compile(".*/\\.\\.?(/.*)?");
    private static final Pattern RESERVED = Pattern.compile("/health(/.*)?");

    private EndpointPath() {}

    /** The one every endpoint has. */
    static String usual(String name) {
        return "/webhooks/" + name;
    }

    /**
     * All paths of an endpoint.
     *
     * @param ownerOfPath which endpoint has a path; those found here are added
     */
    static List<String> read(String name, YamlSection section, Map<String, String> ownerOfPath) {
        List<String> paths = new ArrayList<>(List.of(usual(name)));
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

    private static String parse(String text) {
        if (!FORM.matcher(text).matches() || DOTS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a path of letters, digits and . _ ~ - after each /");
        }
        if (RESERVED.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is where the service answers for its own health");
        }
        return text;
    }
}
