package dev.sluice.rejection;

import java.util.Locale;

/** Why a request is refused: the stable {@code code} of the answer, its HTTP status and how to fix it. */
public enum RejectionCode {
    REQUEST_MALFORMED(400, "The request is not valid HTTP."),
    BODY_UNREADABLE(400, "The body could not be read to its end."),
    BODY_UNPARSABLE(400, "Send what the endpoint's format says."),
    EVENT_ID_INVALID(400, "Send one of 1 to 255 printable characters."),
    EVENT_TYPE_INVALID(400, "Send one of 1 to 255 printable characters."),
    HANDSHAKE_INVALID(400, "The handshake is malformed, or its challenge is not of a form that is safe to answer."),
    SIGNATURE_MISSING(401, "The signature header is missing; check that signing is switched on at the provider."),
    SIGNATURE_MALFORMED(401, "The signature header is not in the provider's form."),
    SIGNATURE_MISMATCH(
            401,
            "The signature does not match; check the signing secret and that nothing changes the body on its way."),
    TIMESTAMP_EXPIRED(401, "The signed timestamp is too old; check the clocks, or send the event again."),
    TIMESTAMP_IN_FUTURE(401, "The signed timestamp lies in the future; check the sender's clock."),
    HANDSHAKE_DENIED(403, "The handshake's token is not this endpoint's; check the endpoint's options."),
    HTTPS_REQUIRED(403, "Only HTTPS is taken here; register the https URL at the provider."),
    ADDRESS_BLOCKED(403, "This address is blocked."),
    ADDRESS_NOT_ALLOWED(403, "This address is not one this endpoint takes requests from."),
    ORIGIN_NOT_ALLOWED(403, "Pages of this origin may not send to this endpoint."),
    LIVEMODE_MISMATCH(403, "Check for test keys in a live endpoint."),
    ENDPOINT_UNKNOWN(404, "No endpoint has this path; check the URL registered at the provider."),
    ENDPOINT_DISABLED(404, "This endpoint is disabled."),
    METHOD_NOT_ALLOWED(405, "Webhooks are sent with POST."),
    BODY_TOO_LARGE(413, "The body is larger than this endpoint takes."),
    URL_TOO_LONG(414, "The URL is too long."),
    CONTENT_TYPE_UNSUPPORTED(415, "Change it at the sender, or let the endpoint ignore it."),
    CONTENT_ENCODING_UNSUPPORTED(415, "Compressed bodies are not taken; send the body as it was signed."),
    RATE_LIMITED(429, "Too many requests; wait as long as Retry-After says."),
    HEADERS_TOO_LARGE(431, "The request's headers are too large."),
    INTERNAL_ERROR(500, "Something went wrong here; send the event again."),
    KEY_UNAVAILABLE(503, "The provider's key could not be looked up; send the event again."),
    BROKER_UNAVAILABLE(503, "The event could not be stored; send it again."),
    OVERLOADED(503, "Too much is in flight; send it again."),
    STOPPING(503, "This instance is stopping; send it again.");

    private final int status;
    private final String detail;

    RejectionCode(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    /** The stable code, such as {@code signature_mismatch}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP status, unless the endpoint overrides it. */
    public int status() {
        return status;
    }

    /** What it means and how to fix it, for the public answer; of some it is what was found that says what is wrong. */
    public String detail() {
        return detail;
    }

    /** The same with what was found, where that is the sender's own doing and helps nobody to forge anything. */
    public String detail(String finding) {
        return switch (this) {
            case BODY_UNPARSABLE, EVENT_ID_INVALID, EVENT_TYPE_INVALID, LIVEMODE_MISMATCH, CONTENT_TYPE_UNSUPPORTED ->
                finding + " " + detail;
            default -> detail;
        };
    }
}
