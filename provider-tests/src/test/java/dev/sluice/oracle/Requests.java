package dev.sluice.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parts of requests, as the providers' libraries want them handed over. */
final class Requests {
    private Requests() {}

    static String body(SignedRequest request) {
        return new String(request.body(), UTF_8);
    }

    /** One header's only value. */
    static String header(SignedRequest request, String name) {
        return request.headers().first(name).orElseThrow();
    }

    /** The fields of a form, the last of a name counting. */
    static Map<String, String> form(SignedRequest request) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : body(request).split("&", -1)) {
            int equals = pair.indexOf('=');
            fields.put(
                    URLDecoder.decode(pair.substring(0, equals), UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        }
        return fields;
    }

    /** The same without a header. */
    static SignedRequest without(SignedRequest request, String name) {
        Map<String, java.util.List<String>> left =
                new LinkedHashMap<>(request.headers().asMap());
        left.remove(name.toLowerCase(java.util.Locale.ROOT));
        return new SignedRequest(request.method(), request.url(), RequestHeaders.ofAll(left), request.body());
    }
}
