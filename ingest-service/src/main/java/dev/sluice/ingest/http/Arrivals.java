package dev.sluice.ingest.http;

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

/** Makes arrivals of servlet requests. */
final class Arrivals {
    private Arrivals() {}

    static Arrival of(HttpServletRequest request, Instant receivedAt) throws IOException {
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
                Optional.ofNullable(request.getHeader("traceparent")));
    }

    private static String url(HttpServletRequest request) {
        StringBuffer url = request.getRequestURL();
        String query = request.getQueryString();
        return (query == null ? url : url.append('?').append(query)).toString();
    }
}
