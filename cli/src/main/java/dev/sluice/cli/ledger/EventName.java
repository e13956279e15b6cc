package dev.sluice.cli.ledger;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.event.EventKey;
import dev.sluice.job.Selection;

/** An event as operators name it: {@code stripe/evt_1}. */
public final class EventName {
    private EventName() {}

    /** Reads a name, or says how one is written. */
    public static EventKey parse(String name) throws CommandFailedException {
        try {
            return Selection.event(name);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
