package dev.sluice.cli.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Payloads as providers send them, kept under {@code samples/<provider>/<type>.json}. */
public final class SamplePayloads {
    private SamplePayloads() {}

    /** The types there is a sample of; the usual one first. */
    public static List<String> types(String provider) {
        return resource(provider + "/index.txt")
                .map(text -> text.lines().toList())
                .orElse(List.of());
    }

    /** A payload of a type, with what is to be filled in between double braces. */
    public static Optional<String> template(String provider, String type) {
        return types(provider).contains(type) ? resource(provider + "/" + type + ".json") : Optional.empty();
    }

    private static Optional<String> resource(String name) {
        try (@Nullable InputStream in = SamplePayloads.class.getClassLoader().getResourceAsStream("samples/" + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
