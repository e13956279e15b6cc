package dev.sluice.ingest.http;

import dev.sluice.defence.Address;
import dev.sluice.ingest.defend.Client;
import dev.sluice.ingest.defend.TrustedProxies;
import dev.sluice.ingest.receive.Arrival;
import dev.sluice.signature.RequestHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes arrivals of servlet requests. */
final class Arrivals {
    private Arrivals() {}

    static Arrival of(HttpServletRequest request, TrustedProxies proxies, Instant receivedAt) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        long length = request.getContentLengthLong();
        return new Arrival(
                RequestIds.of(request.getHeader(RequestIds.HEADER)),
                request.getMethod(),
                request.getRequestURI(),
                url(request),
                RequestHeaders.ofAll(headers),
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                request.getInputStream(),
                receivedAt,
                client(request, proxies),
                Optional.ofNullable(request.getHeader("traceparent")));
    }

    private static Client client(HttpServletRequest request, TrustedProxies proxies) {
        return proxies.client(
                peer(request.getRemoteAddr()),
                request.isSecure(),
                Collections.list(request.getHeaders("X-Forwarded-For")),
                Collections.list(request.getHeaders("X-Forwarded-Proto")));
    }

    /** The server puts IPv6 into brackets and names the interface of a link-local address. */
    private static Address peer(@Nullable String written) {
        String bare = written == null ? "" : written.replaceAll("[\\[\\]]|%[^\\]]*", "");
        return Address.parse(bare).orElse(Address.UNKNOWN);
    }

    private static String url(HttpServletRequest request) {
        StringBuffer url = request.getRequestURL();
        String query = request.getQueryString();
        return (query == null ? url : url.append('?').append(query)).toString();
    }
}
