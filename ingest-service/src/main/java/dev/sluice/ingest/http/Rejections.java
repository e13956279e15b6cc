package dev.sluice.ingest.http;

import dev.sluice.ingest.access.RetryAfter;
import dev.sluice.ingest.receive.ReceiveResult;
import dev.sluice.ingest.receive.WebhookRequest;
import dev.sluice.record.RejectedRequest;
import dev.sluice.record.Rejection;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.RequestHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Makes rejections of refused requests. */
final class Rejections {
    private Rejections() {}

    /** @param status of the answer */
    static Rejection of(WebhookRequest request, ReceiveResult.Rejected refused, int status) {
        RequestHeaders headers = request.headers();
        return new Rejection(
                request.receivedAt(),
                refused.endpoint(),
                refused.why().code(),
                status,
                refused.finding(),
                refused.diagnoses(),
                request.requestId(),
                refused.retryAfter()
                        .flatMap(RetryAfter::exhausted)
                        .map(limit -> limit.tier().label()),
                new RejectedRequest(
                        request.client().address().toString(),
                        request.method(),
                        request.path(),
                        request.declaredLength(),
                        headers.first("content-type"),
                        headers.asMap().values().stream().mapToInt(List::size).sum(),
                        headers.asMap().entrySet().stream()
                                .mapToInt(Rejections::size)
                                .sum(),
                        headers.first("user-agent")));
    }

    /** A request that the HTTP server itself refused, of which any part may be missing. */
    static Rejection of(Request request, RejectionCode why, int status, String finding, String requestId) {
        HttpFields headers = request.getHeaders();
        return new Rejection(
                Instant.ofEpochMilli(Request.getTimeStamp(request)),
                ReceiveResult.NO_ENDPOINT,
                why.code(),
                status,
                finding,
                List.of(),
                requestId,
                Optional.empty(),
                new RejectedRequest(
                        String.valueOf(Request.getRemoteAddr(request)),
                        String.valueOf(request.getMethod()),
                        String.valueOf(Request.getPathInContext(request)),
                        declaredLength(headers),
                        Optional.ofNullable(headers.get(HttpHeader.CONTENT_TYPE)),
                        headers.size(),
                        headers.stream().mapToInt(Rejections::size).sum(),
                        Optional.ofNullable(headers.get(HttpHeader.USER_AGENT))));
    }

    /** What was refused may be this very header. */
    private static OptionalLong declaredLength(HttpFields headers) {
        String length = headers.get(HttpHeader.CONTENT_LENGTH);
        return length != null && length.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(length))
                : OptionalLong.empty();
    }

    private static int size(Map.Entry<String, List<String>> header) {
        return header.getValue().stream()
                .mapToInt(value -> header.getKey().length() + value.length())
                .sum();
    }

    private static int size(HttpField header) {
        return header.getName().length()
                + (header.getValue() == null ? 0 : header.getValue().length());
    }
}
