package dev.sluice.ingest.http;

import java.util.Map;

/** The headers by which a browser lets pages of another origin send and read the answer. */
final class CrossOrigin {
    /** What any answer to a page carries. */
    static final Map<String, String> EXPOSED = Map.of(
            "Access-Control-Expose-Headers",
            "X-Request-Id, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset",
            "Vary",
            "Origin");

    /** Any header may be sent: which ones a signature needs is the sender's to know. The asterisk leaves out one. */
    static final Map<String, String> PREFLIGHT = Map.of(
            "Access-Control-Allow-Methods",
            "POST",
            "Access-Control-Allow-Headers",
            "*, Authorization",
            "Access-Control-Max-Age",
            "600");

    static final String ALLOWED_ORIGIN = "Access-Control-Allow-Origin";

    private CrossOrigin() {}
}
