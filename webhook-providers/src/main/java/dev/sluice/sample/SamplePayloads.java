package dev.sluice.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.BodyFormat;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.RequestHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Payloads as providers send them: {@code samples/<provider>/index.txt} lists the files, the usual one first, each with
 * its event's type where that is not the file's name; {@code headers.txt} has what the provider always sends.
 */
public final class SamplePayloads {
    /** The preset of senders that have none. */
    private static final String GENERIC = "generic";

    private static final String USUAL_TYPE = "sample.sent";

    private SamplePayloads() {}

    /** The types there is a sample of; the usual one first. */
    public static List<String> types(String provider) {
        return List.copyOf(files(provider).keySet());
    }

    /**
     * A webhook of an endpoint's provider, with ids of its own; empty where there is no sample of that type.
     *
     * @param type the provider's usual one when empty
     */
    public static Optional<Webhook> webhook(Endpoint endpoint, Optional<String> type, FreshIds ids) {
        List<String> known = types(endpoint.provider());
        String wanted = type.orElseGet(() -> known.isEmpty() ? USUAL_TYPE : known.getFirst());
        Optional<Sample> sample = of(endpoint.provider(), wanted);
        // Where ids and types are is for the endpoint to say, or for a preset that nobody made samples of.
        return endpoint.provider().equals(GENERIC) || known.isEmpty()
                ? OwnSample.of(endpoint, wanted, sample, ids)
                : sample.map(found -> Webhook.of(endpoint, found, ids));
    }

    /** The sample of a type. */
    public static Optional<Sample> of(String provider, String type) {
        return Optional.ofNullable(files(provider).get(type))
                .flatMap(file -> headers(provider, file)
                        .flatMap(headers ->
                                resource(provider + "/" + file).map(template -> new Sample(type, headers, template))));
    }

    /** The headers of a body from a file, or empty when its name does not say what it is. */
    public static Optional<RequestHeaders> headers(String provider, String file) {
        return contentType(file).map(contentType -> {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("content-type", contentType);
            resource(provider + "/headers.txt").stream()
                    .flatMap(String::lines)
                    .map(line -> line.split(": ", 2))
                    .forEach(header -> headers.put(header[0].toLowerCase(Locale.ROOT), header[1]));
            return RequestHeaders.of(headers);
        });
    }

    private static Map<String, String> files(String provider) {
        Map<String, String> files = new LinkedHashMap<>();
        resource(provider + "/index.txt").stream().flatMap(String::lines).forEach(line -> {
            String[] parts = line.split(" ", 2);
            files.put(parts.length > 1 ? parts[1] : parts[0].substring(0, parts[0].lastIndexOf('.')), parts[0]);
        });
        return files;
    }

    private static Optional<String> contentType(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "json" -> Optional.of(BodyFormat.JSON.contentType());
            case "form" -> Optional.of(BodyFormat.FORM.contentType());
            case "xml" -> Optional.of(BodyFormat.XML.contentType());
            default -> Optional.empty();
        };
    }

    private static Optional<String> resource(String name) {
        try (@Nullable InputStream in = SamplePayloads.class.getClassLoader().getResourceAsStream("samples/" + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
