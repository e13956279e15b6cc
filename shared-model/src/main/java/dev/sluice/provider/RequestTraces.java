package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.event.RequestTrace;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the trace of a request that goes into its event's record: no credentials, and bounded. */
final class RequestTraces {
    /** Largest JSON text of the headers in bytes. */
    static final int HEADERS_LIMIT = 32 * 1024;

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");
    private static final Pattern USER_INFO = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]*://)[^/?#@]*@");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i).*(token|secret|passw|api[_-]?key|auth|credential).*|key|pwd|sig|signature|code");

    private RequestTraces() {}

    /**
     * Makes the trace.
     *
     * @param kept names of headers that are dropped last when there is too much
     * @param credentials names of headers and parameters that hold this endpoint's secret, beside the usual ones
     */
    static RequestTrace of(SignedRequest request, List<String> kept, List<String> credentials) {
        return new RequestTrace(
                request.method() + " " + withoutSecrets(request.url(), credentials),
                json(request.headers().asMap(), kept, credentials));
    }

    private static String withoutSecrets(String url, List<String> credentials) {
        String target = USER_INFO.matcher(url).replaceFirst("$1");
        int query = target.indexOf('?');
        if (query < 0) {
            return target;
        }
        String parameters = Arrays.stream(target.substring(query + 1).split("&", -1))
                .filter(parameter -> !secret(parameter, credentials))
                .collect(Collectors.joining("&"));
        return target.substring(0, query) + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    private static boolean secret(String parameter, List<String> credentials) {
        String written = parameter.split("=", 2)[0];
        try {
            String name = URLDecoder.decode(written, UTF_8);
            return SECRET_PARAMETER.matcher(name).matches() || credentials.contains(name);
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static String json(Map<String, List<String>> all, List<String> kept, List<String> credentials) {
        Map<String, List<String>> headers = new LinkedHashMap<>(all);
        headers.keySet().removeAll(CREDENTIALS);
        credentials.forEach(name -> headers.remove(name.toLowerCase(Locale.ROOT)));
        String text = write(headers);
        while (tooLong(text)) {
            headers.remove(droppedNext(headers, kept));
            text = write(headers);
        }
        return text;
    }

    private static boolean tooLong(String text) {
        // A character is at most three bytes, so most texts need not be encoded to know.
        return text.length() > HEADERS_LIMIT / 3 && text.getBytes(UTF_8).length > HEADERS_LIMIT;
    }

    private static String droppedNext(Map<String, List<String>> headers, List<String> kept) {
        Set<String> last =
                kept.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return headers.entrySet().stream()
                .max(Comparator.<Map.Entry<String, List<String>>>comparingInt(
                                header -> last.contains(header.getKey()) ? 0 : 1)
                        .thenComparingInt(header -> size(header.getKey(), header.getValue())))
                .orElseThrow()
                .getKey();
    }

    private static int size(String name, List<String> values) {
        return name.length() + values.stream().mapToInt(String::length).sum();
    }

    private static String write(Map<String, List<String>> headers) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, List<String>> header : headers.entrySet()) {
                json.writeFieldName(header.getKey());
                if (header.getValue().size() == 1) {
                    json.writeString(header.getValue().get(0));
                } else {
                    json.writeArray(
                            header.getValue().toArray(String[]::new),
                            0,
                            header.getValue().size());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory could not be written", e);
        }
        return text.toString();
    }
}
