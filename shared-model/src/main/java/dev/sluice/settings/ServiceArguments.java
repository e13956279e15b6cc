package dev.sluice.settings;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a service is started with on its command line: nothing, since it is configured by variables alone; or a question.
 *
 * @param name of the service
 * @param purpose one sentence
 * @param settings all that it reads
 */
public record ServiceArguments(String name, String purpose, List<Setting<?>> settings) {
    private static final int USAGE = 2;

    /** Answers a question, or refuses what is none; the exit code, or empty where there is nothing and the service is to start. */
    public OptionalInt answer(String[] arguments) {
        if (arguments.length == 0) {
            return OptionalInt.empty();
        }
        if (arguments[0].equals("--help") || arguments[0].equals("-h")) {
            System.out.print(help());
            return OptionalInt.of(0);
        }
        System.err.println(name + " takes no arguments, and is configured by variables of the environment: '"
                + arguments[0] + "' is not known. See --help.");
        return OptionalInt.of(USAGE);
    }

    private String help() {
        StringBuilder help = new StringBuilder("Usage: java -jar " + name + ".jar\n" + purpose
                + "\nIt takes no arguments, and is configured by variables of the environment:\n\n");
        for (Setting<?> setting : settings) {
            help.append(setting.name())
                    .append(setting.fallback().isEmpty() ? "" : "=" + setting.fallback())
                    .append("\n    ")
                    .append(setting.help())
                    .append(setting.secret() ? " Or " + setting.fileVariable() + " names a file that holds it." : "")
                    .append('\n');
        }
        return help.append("\nExit codes: 0 stopped as asked, 1 could not start, 2 the configuration has mistakes.\n")
                .toString();
    }
}
