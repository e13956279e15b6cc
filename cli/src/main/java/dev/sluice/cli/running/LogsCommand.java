package dev.sluice.cli.running;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.config.Suggestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice logs}: what the parts of an instance have written. */
@Command(
        name = "logs",
        description = "Shows what the parts of the instance here have written, of one that has ended too.",
        footer = {
            "",
            "Examples:",
            "  sluice logs                      # the end of both services' logs",
            "  sluice logs processor -f         # and what comes from now on",
            "  sluice logs postgres -n 100",
            "",
            "Exit codes: 0 shown, 3 there are no logs."
        },
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
    private static final int PAUSE_MILLIS = 200;
    private static final List<String> SERVICES = List.of("ingest", "processor");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(
            paramLabel = "PART",
            arity = "0..*",
            description =
                    "ingest, processor, broker, postgres, or up: what sluice up -d has said; default: both services.")
    private List<String> parts = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "50",
            description = "How many lines of each (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() throws CommandFailedException, IOException, InterruptedException {
        List<LogTail> tails = tails(parts.isEmpty() ? SERVICES : parts);
        PrintWriter out = spec.commandLine().getOut();
        for (LogTail tail : tails) {
            tail.last(Math.max(0, lines)).forEach(out::println);
        }
        out.flush();
        while (follow) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            for (LogTail tail : tails) {
                tail.more().forEach(out::println);
            }
            out.flush();
        }
        return 0;
    }

    private List<LogTail> tails(List<String> names) throws CommandFailedException {
        Map<String, Path> known = files(data.directory());
        List<LogTail> tails = new ArrayList<>();
        for (String name : names) {
            @Nullable Path file = known.get(name);
            if (file == null) {
                throw new CommandFailedException(
                        CommandFailedException.USAGE,
                        "there is no part '" + name + "'. " + Suggestion.among(name, known.keySet()));
            }
            if (Files.exists(file)) {
                tails.add(new LogTail(file, names.size() > 1 ? String.format("%-9s | ", name) : ""));
            }
        }
        if (tails.isEmpty()) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT,
                    "there are no logs in " + data.directory().root() + "; start an instance with: sluice up");
        }
        return tails;
    }

    private static Map<String, Path> files(DataDirectory data) {
        Map<String, Path> files = new LinkedHashMap<>();
        SERVICES.forEach(service -> files.put(service, data.log(service)));
        files.put("broker", data.broker().resolve("broker.log"));
        files.put("postgres", data.postgres().resolve("postgres.log"));
        files.put("up", data.log("up"));
        return files;
    }
}
