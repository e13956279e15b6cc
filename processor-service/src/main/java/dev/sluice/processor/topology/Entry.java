package dev.sluice.processor.topology;

import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.Unit;
import dev.sluice.processor.work.Unreadable;

/** What waits in the inbox or among the delayed. */
sealed interface Entry {
    /** A unit to be attempted. */
    record Work(Unit unit) implements Entry {}

    /** A repeat to be counted. */
    record Repeat(SeenAgain seenAgain) implements Entry {}

    /** A record to be dead-lettered as it is. */
    record Broken(Unreadable unreadable) implements Entry {}
}
