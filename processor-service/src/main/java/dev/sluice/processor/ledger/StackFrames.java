package dev.sluice.processor.ledger;

import java.util.List;

/** Finds where in somebody's own code a failure arose. */
final class StackFrames {
    private static final String AT = "at ";
    /** Libraries: what they throw is told apart by who called them. */
    private static final List<String> LIBRARIES = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "org.postgresql.",
            "org.apache.",
            "com.fasterxml.",
            "com.zaxxer.");

    private StackFrames() {}

    /**
     * The first frame that is of no library, without line number, which changes with each version: {@code shop.Stock.reserve}.
     *
     * @param stacktrace as {@link Throwable#printStackTrace} prints it
     * @return empty when there is none
     */
    static String own(String stacktrace) {
        return stacktrace
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(AT) && line.indexOf('(') > 0)
                .map(line -> line.substring(AT.length(), line.indexOf('(')))
                // The module or class loader: app//shop.Stock.reserve.
                .map(frame -> frame.substring(frame.lastIndexOf('/') + 1))
                .filter(frame -> LIBRARIES.stream().noneMatch(frame::startsWith))
                .findFirst()
                .orElse("");
    }
}
