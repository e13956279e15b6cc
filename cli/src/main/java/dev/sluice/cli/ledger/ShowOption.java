package dev.sluice.cli.ledger;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.JsonOption;
import dev.sluice.event.EventKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which event is shown, and how. */
public final class ShowOption {
    @Parameters(paramLabel = "ENDPOINT/ID", description = "The event.")
    private String event = "";

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--body", description = "Print its bytes as they were received, and nothing else.")
    private boolean body;

    /** The event named. */
    public EventKey key() throws CommandFailedException {
        return EventName.parse(event);
    }

    /** Whether programs are to read it. */
    public boolean json() {
        return json.isGiven();
    }

    /** Whether its bytes alone are to be printed. */
    public boolean bodyAlone() {
        return body;
    }
}
