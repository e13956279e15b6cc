package dev.sluice.topic;

import java.util.List;

/** The names of the topics; fixed, since other systems read them. */
public final class Topics {
    /** What the names of all begin with; no other topic's name does. */
    public static final String PREFIX = "webhooks.";

    public static final String EVENTS = "webhooks.events";
    public static final String RETRY = "webhooks.retry";
    public static final String DEAD_LETTERS = "webhooks.dlq";
    public static final String REJECTIONS = "webhooks.rejections";

    /** All of them. */
    public static final List<String> ALL = List.of(EVENTS, RETRY, DEAD_LETTERS, REJECTIONS);

    private Topics() {}
}
