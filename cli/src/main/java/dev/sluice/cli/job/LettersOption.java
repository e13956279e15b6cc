package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.ledger.EventName;
import dev.sluice.cli.ledger.ListOption;
import dev.sluice.event.EventKey;
import dev.sluice.job.Selection;
import dev.sluice.job.Where;
import dev.sluice.job.Where.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters are meant. */
final class LettersOption {
    @Parameters(paramLabel = "ENDPOINT/ID", arity = "0..*", description = "These events.")
    private List<String> events = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Those for which this holds; may be given again. A value may end with *.")
    private List<String> where = new ArrayList<>();

    @Option(
            names = "--died-after",
            paramLabel = "MOMENT",
            description = "Those that died at that moment or later (2h: two hours ago).")
    private @Nullable String after;

    @Option(names = "--died-before", paramLabel = "MOMENT", description = "Those that died before that moment.")
    private @Nullable String before;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    /** What was asked for; asking for nothing is a mistake, and --all has to be written. */
    Selection selection(Set<Field> allowed) throws CommandFailedException {
        List<EventKey> keys = new ArrayList<>();
        for (String event : events) {
            keys.add(EventName.parse(event));
        }
        Where conditions = ListOption.where(where, allowed);
        if (!all && keys.isEmpty() && conditions.values().isEmpty() && after == null && before == null) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "say which: ENDPOINT/ID, --where FIELD=VALUE, --died-after 2h, or --all");
        }
        return new Selection(Place.of(after), Place.of(before), keys, conditions);
    }

    /** The events named, one a line. */
    String names() {
        return String.join("\n", events);
    }
}
