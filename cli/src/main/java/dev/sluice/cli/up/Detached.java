package dev.sluice.cli.up;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.InstanceLock;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.local.ChildProcess;
import dev.sluice.local.StartFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * {@code sluice up} in a process and a session of its own, which goes on when this one ends.
 *
 * @param arguments of the command, without those that detach it
 */
record Detached(Installation installation, DataDirectory data, List<String> arguments) {
    private static final int PAUSE_MILLIS = 100;

    /** On return it is ready. */
    RunFile start(Progress progress) throws CommandFailedException, StartFailedException, InterruptedException {
        ChildProcess process;
        try {
            // An old one would be taken for the new one's.
            boolean running =
                    Files.exists(data.lock()) && InstanceLock.holder(data).isPresent();
            if (!running) {
                Files.deleteIfExists(data.runFile());
            }
            process = ChildProcess.start(program());
        } catch (IOException e) {
            throw new StartFailedException("sluice up can't be started: " + e, e);
        }
        progress.begin("the instance");
        while (!isReady(process)) {
            if (!process.isAlive()) {
                throw new CommandFailedException(
                        process.onExit().join(),
                        String.valueOf(process.failure("could not be started").getMessage()));
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        progress.end("the instance");
        return RunFile.read(data);
    }

    // Another instance on the same directory has a run.json too; the new process then ends and says so.
    private boolean isReady(ChildProcess process) {
        return Files.exists(data.runFile()) && process.isAlive() && holds(process);
    }

    private boolean holds(ChildProcess process) {
        try {
            return Files.readString(data.lock()).strip().equals(Long.toString(process.pid()));
        } catch (IOException e) {
            return false;
        }
    }

    private ChildProcess.Program program() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Dsluice.home=" + installation.home());
        command.addAll(List.of(
                "-jar", installation.home().resolve("cli/target/cli.jar").toString(), "up"));
        command.addAll(arguments);
        return new ChildProcess.Program(
                "sluice up", command, Map.of(), Set.of(), Path.of("").toAbsolutePath(), data.log("up"));
    }
}
