package dev.sluice.topic;

import java.util.List;
import java.util.stream.Stream;

/**
 * The changelogs of the processor's stores. Kafka Streams makes them, each with as many partitions as the topics have that the
 * processor reads, and dies on any other number.
 *
 * @param applicationId of the processor; their names begin with it
 */
public record Changelogs(String applicationId) {
    /** Name of the store that holds the deduplication window. */
    public static final String SEEN = "seen";

    /** Name of the store that holds the deliveries that wait. */
    public static final String WAITING = "waiting";

    /** Of deliveries that wait; nothing else of what a changelog holds is nowhere else. */
    public String waiting() {
        return of(WAITING);
    }

    /** All of this version, the one that can be lost first. */
    public List<String> all() {
        return List.of(of(SEEN), of(WAITING));
    }

    /** Of stores that earlier versions had, and that this one does not read. */
    List<String> ofEarlierVersions() {
        return Stream.of("inbox", "delayed").map(this::of).toList();
    }

    private String of(String store) {
        return applicationId + "-" + store + "-changelog";
    }
}
