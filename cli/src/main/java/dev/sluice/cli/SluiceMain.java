package dev.sluice.cli;

import picocli.CommandLine;

/** Starts the command line. */
public final class SluiceMain {
    private static final int USAGE_WIDTH = 120;

    private SluiceMain() {}

    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "logback-cli.xml");
        }
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SluiceCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(USAGE_WIDTH)
                .setParameterExceptionHandler(new SayWhatIsMisspelt())
                .setExecutionExceptionHandler(new SayWhatIsWrong());
    }
}
