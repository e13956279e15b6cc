package dev.sluice.cli.running;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.RunFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice psql}: the database of the instance that runs here. */
@Command(
        name = "psql",
        description = {
            "Opens psql on the database of the instance that runs here.",
            "Where no psql is installed, statements given with -c are run all the same."
        },
        footer = {
            "",
            "Examples:",
            "  sluice psql",
            "  sluice psql -c \"SELECT status, count(*) FROM webhook_event GROUP BY 1\"",
            "  sluice psql --reader            # sees and may do what an analyst does",
            "  sluice psql -- -f report.sql    # after -- come psql's own options",
            "",
            "Exit codes: those of psql; 3 nothing runs."
        },
        mixinStandardHelpOptions = true)
public final class PsqlCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = {"-c", "--command"},
            paramLabel = "SQL",
            description = "Run this and end.")
    private @Nullable String command;

    @Option(names = "--reader", description = "As the role sluice_reader, which can change nothing.")
    private boolean reader;

    @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "For psql itself.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws CommandFailedException, IOException, InterruptedException {
        RunFile run = RunFile.read(data.directory());
        if (isInstalled()) {
            return psql(URI.create(run.postgresPsql()));
        }
        if (command == null || !arguments.isEmpty()) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT,
                    "psql is not on the PATH; install it (postgresql-client), give a statement with -c, or connect another"
                            + " client with postgres_url or postgres_psql of "
                            + data.directory().runFile());
        }
        return run(run.postgresUrl(), command);
    }

    private int psql(URI database) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("psql"));
        if (command != null) {
            line.addAll(List.of("-c", command));
        }
        line.addAll(arguments);
        String[] user = database.getUserInfo().split(":", 2);
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        // Not in the arguments, which everybody on the machine can see.
        Map<String, String> environment = builder.environment();
        environment.put("PGHOST", database.getHost());
        environment.put("PGPORT", Integer.toString(database.getPort()));
        environment.put("PGDATABASE", database.getPath().substring(1));
        environment.put("PGUSER", user[0]);
        environment.put("PGPASSWORD", user[1]);
        if (reader) {
            environment.put("PGOPTIONS", "-c role=sluice_reader");
        }
        Process psql = builder.start();
        return psql.waitFor();
    }

    private int run(String url, String sql) throws CommandFailedException {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            if (reader) {
                statement.execute("SET ROLE sluice_reader");
            }
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    ResultTable.of(statement.getResultSet()).print(out);
                } else {
                    out.println(statement.getUpdateCount() + " row(s) changed");
                }
                rows = statement.getMoreResults();
            }
            out.flush();
            return 0;
        } catch (SQLException e) {
            throw new CommandFailedException(CommandFailedException.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isInstalled() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "psql")));
    }
}
