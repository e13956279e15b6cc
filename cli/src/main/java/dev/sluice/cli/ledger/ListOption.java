package dev.sluice.cli.ledger;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.JsonOption;
import dev.sluice.job.Where;
import dev.sluice.job.Where.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every list. */
public final class ListOption {
    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only those for which this holds; may be given again. A value may end with *.")
    private List<String> where = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int limit = 50;

    @Mixin
    private JsonOption json = new JsonOption();

    /** What must hold. */
    public Where where(Set<Field> allowed) throws CommandFailedException {
        return where(where, allowed);
    }

    /** Reads conditions, or says what is wrong with them. */
    public static Where where(List<String> conditions, Set<Field> allowed) throws CommandFailedException {
        try {
            return Where.parse(conditions, allowed);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(CommandFailedException.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** At least one. */
    public int limit() {
        return Math.max(1, limit);
    }

    /** Whether programs are to read it. */
    public boolean json() {
        return json.isGiven();
    }
}
