package dev.sluice.cli;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Mistake;
import dev.sluice.local.StartFailedException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into a message for a person and an exit code. */
final class SayWhatIsWrong implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        PrintWriter err = command.getErr();
        switch (failure) {
            case ConfigurationException wrong -> {
                err.println("sluice: the configuration has " + wrong.mistakes().size() + " mistake(s):");
                for (Mistake mistake : wrong.mistakes()) {
                    err.println("  " + mistake);
                }
                return CommandFailedException.USAGE;
            }
            case CommandFailedException failed -> {
                err.println("sluice: " + failed.getMessage());
                return failed.exitCode();
            }
            case StartFailedException failed -> {
                err.println("sluice: " + failed.getMessage());
                return CommandFailedException.FAILED;
            }
            case InterruptedException interrupted -> {
                Thread.currentThread().interrupt();
                return CommandFailedException.FAILED;
            }
            case Exception bug -> throw bug;
        }
    }
}
