package dev.sluice.ingest.http;

import dev.sluice.ingest.receive.ReceiveResult;
import dev.sluice.ingest.rejection.RejectionReporter;
import dev.sluice.logging.RequestIds;
import dev.sluice.rejection.RejectionCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what the HTTP server turns away before a handler sees it. Thread-safe. */
final class JettyProblems implements Request.Handler {
    /** How the reason begins where a path may be read in two ways. */
    private static final String AMBIGUOUS = "Ambiguous URI";

    private final RejectionReporter rejections;

    JettyProblems(RejectionReporter rejections) {
        this.rejections = rejections;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        // Paths with empty segments, dots or escaped slashes are valid HTTP; no endpoint has one.
        boolean noEndpointsPath = cause instanceof HttpException refused
                && String.valueOf(refused.getReason()).startsWith(AMBIGUOUS);
        int status = noEndpointsPath
                ? RejectionCode.ENDPOINT_UNKNOWN.status()
                : callers(cause instanceof HttpException refused ? refused.getCode() : response.getStatus());
        RejectionCode why = refusal(status);
        String requestId = RequestIds.of(request.getHeaders().get(RequestIds.HEADER));
        String finding = "by the HTTP server: " + (cause == null ? status : cause);
        rejections.note(
                why,
                ReceiveResult.NO_ENDPOINT,
                () -> Rejections.of(request, why, status, finding, requestId),
                Duration.ZERO);

        Answer answer = Answer.problem(why, status, requestId);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    /** Another version of HTTP or an unknown transfer coding is the caller's mistake; a 5xx would have it sent again. */
    private static int callers(int status) {
        return status == 501 || status == 505 ? 400 : status;
    }

    private static RejectionCode refusal(int status) {
        return switch (status) {
            case 404 -> RejectionCode.ENDPOINT_UNKNOWN;
            case 405 -> RejectionCode.METHOD_NOT_ALLOWED;
            case 413 -> RejectionCode.BODY_TOO_LARGE;
            case 414 -> RejectionCode.URL_TOO_LONG;
            case 431 -> RejectionCode.HEADERS_TOO_LARGE;
            case 503 -> RejectionCode.STOPPING;
            default -> status < 500 ? RejectionCode.REQUEST_MALFORMED : RejectionCode.INTERNAL_ERROR;
        };
    }
}
