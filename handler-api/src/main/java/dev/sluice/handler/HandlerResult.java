package dev.sluice.handler;

import java.util.List;

/** What a handler made of an event. */
public sealed interface HandlerResult {
    /**
     * It was handled.
     *
     * @param effects what is to be written and published, exactly once
     * @param result one line for the audit row; no personal data
     */
    record Processed(List<Effect> effects, String result) implements HandlerResult {}

    /** There was nothing to do; {@code reason} is one line for the audit row. */
    record Ignored(String reason) implements HandlerResult {}
}
