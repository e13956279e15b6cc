package dev.sluice.cli.running;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.InstanceLock;
import dev.sluice.cli.instance.Orphans;
import dev.sluice.local.Signals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice down}: ends the instance that runs here, whichever terminal started it. */
@Command(
        name = "down",
        description = "Stops the instance that runs here, in order; its data stay.",
        footer = {
            "",
            "Examples:",
            "  sluice down",
            "  sluice down --data /var/lib/sluice",
            "",
            "Exit codes: 0 nothing runs any more, 1 it could not be stopped."
        },
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
    // Longer than all parts may take one after the other.
    private static final int STOP_SECONDS = 100;
    private static final int PAUSE_MILLIS = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws CommandFailedException, InterruptedException, IOException {
        DataDirectory directory = data.directory();
        PrintWriter out = spec.commandLine().getOut();
        if (!Files.exists(directory.lock())) {
            out.println("nothing runs on " + directory.root());
            return 0;
        }
        Optional<ProcessHandle> instance = InstanceLock.holder(directory);
        if (instance.isPresent()) {
            out.println("stopping the instance on " + directory.root() + " (process "
                    + instance.get().pid() + ")");
            out.flush();
            Signals.send(instance.get(), "TERM");
            if (!awaitEnd(instance.get())) {
                throw new CommandFailedException(
                        CommandFailedException.FAILED,
                        "process " + instance.get().pid() + " has not ended within " + STOP_SECONDS
                                + " s; see its log in " + directory.log("up"));
            }
        }
        List<String> left;
        // Held meanwhile, so that nobody starts on what is being ended.
        InstanceLock lock = InstanceLock.take(directory);
        try {
            left = Orphans.stop(directory);
            Files.deleteIfExists(directory.runFile());
        } finally {
            lock.close();
        }
        if (!left.isEmpty()) {
            out.println("stopped what was left: " + String.join(", ", left));
        } else {
            out.println(instance.isPresent() ? "stopped" : "nothing runs on " + directory.root());
        }
        out.flush();
        return 0;
    }

    private static boolean awaitEnd(ProcessHandle process) throws InterruptedException {
        for (int i = 0; i < STOP_SECONDS * 1000 / PAUSE_MILLIS && process.isAlive(); i++) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return !process.isAlive();
    }
}
