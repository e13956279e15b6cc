package dev.sluice.processor.health;

import java.util.List;

/**
 * How the processor is.
 *
 * @param alive whether it may come to run again by itself; if not, it is to be started anew
 * @param streams whether it processes
 * @param database whether the database is held to be there
 * @param complete whether it has met every record in its place
 * @param lag records on the topics that it has not yet taken in, to the high watermark
 * @param oldestUnreadSeconds how long the oldest of them has been there; 0 without
 * @param routes {@code current}; {@code mistaken} while their file has mistakes, {@code differ} while other instances have others
 * @param routesVersion of the routes in force
 * @param wrong what is not as it should be and what to do, each in a sentence
 */
public record Health(
        boolean alive,
        boolean streams,
        boolean database,
        boolean complete,
        long lag,
        long oldestUnreadSeconds,
        String routes,
        String routesVersion,
        List<String> wrong) {
    boolean ready() {
        return streams && database;
    }
}
