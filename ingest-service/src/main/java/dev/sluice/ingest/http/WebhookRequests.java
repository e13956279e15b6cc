package dev.sluice.ingest.http;

import dev.sluice.access.Address;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.receive.WebhookRequest;
import dev.sluice.logging.RequestIds;
import dev.sluice.signature.RequestHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/** Reads servlet requests into webhook requests. */
final class WebhookRequests {
    private WebhookRequests() {}

    static WebhookRequest of(HttpServletRequest request, TrustedProxies proxies, Instant receivedAt) {
        Request received = ServletContextRequest.getServletContextRequest(request);
        long length = request.getContentLengthLong();
        return new WebhookRequest(
                RequestIds.of(request.getHeader(RequestIds.HEADER)),
                request.getMethod(),
                request.getRequestURI(),
                url(request),
                RequestHeaders.ofAll(headers(received.getHeaders())),
                length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
                new JettyBody(received),
                receivedAt,
                proxies.client(
                        peer(received),
                        request.isSecure(),
                        received.getHeaders().getValuesList("X-Forwarded-For"),
                        received.getHeaders().getValuesList("X-Forwarded-Proto")),
                Optional.ofNullable(request.getHeader("traceparent")));
    }

    private static Map<String, List<String>> headers(HttpFields fields) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (HttpField field : fields) {
            headers.computeIfAbsent(field.getLowerCaseName(), first -> new ArrayList<>(1))
                    .add(Objects.requireNonNullElse(field.getValue(), ""));
        }
        return headers;
    }

    private static Address peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
                ? Address.of(peer.getAddress())
                : Address.UNKNOWN;
    }

    private static String url(HttpServletRequest request) {
        StringBuffer url = request.getRequestURL();
        String query = request.getQueryString();
        return (query == null ? url : url.append('?').append(query)).toString();
    }
}
