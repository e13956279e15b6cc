package dev.sluice.record;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a record stands in Kafka. */
public record Coordinates(String topic, int partition, long offset) {
    private static final Pattern TEXT = Pattern.compile("(.+)-(\\d+)-(\\d+)");

    /**
     * Reads what {@link #toString} writes: {@code webhooks.events-3-42}.
     *
     * @throws UndecodableRecordException if the text is not that
     */
    static Coordinates parse(String text) throws UndecodableRecordException {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            throw new UndecodableRecordException("not topic-partition-offset: " + text);
        }
        try {
            return new Coordinates(found.group(1), Integer.parseInt(found.group(2)), Long.parseLong(found.group(3)));
        } catch (NumberFormatException e) {
            throw new UndecodableRecordException("not topic-partition-offset: " + text, e);
        }
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "-" + offset;
    }
}
