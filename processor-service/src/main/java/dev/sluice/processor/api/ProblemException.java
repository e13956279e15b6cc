package dev.sluice.processor.api;

import java.util.List;
import java.util.Map;

/** A request that is not answered as asked: what its caller is told, as RFC 9457 has it. */
final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<Mistake> mistakes;
    private final transient Map<String, String> headers;

    /**
     * One thing that is wrong.
     *
     * @param pointer JSON Pointer into the body, or {@code ?name} for a parameter
     */
    record Mistake(String pointer, String detail) {}

    ProblemException(int status, String code, String detail) {
        this(status, code, detail, List.of(), Map.of());
    }

    ProblemException(int status, String code, String detail, List<Mistake> mistakes, Map<String, String> headers) {
        super(detail);
        this.status = status;
        this.code = code;
        this.mistakes = mistakes;
        this.headers = headers;
    }

    /** A parameter that can't be read. */
    static ProblemException ofParameter(String code, String name, String detail) {
        return new ProblemException(400, code, detail, List.of(new Mistake("?" + name, detail)), Map.of());
    }

    /** A body in which something is wrong. */
    static ProblemException ofBody(List<Mistake> mistakes) {
        return new ProblemException(400, "body_invalid", mistakes.getFirst().detail(), mistakes, Map.of());
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(404, "not_found", detail);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    Map<String, String> headers() {
        return headers;
    }
}
