package dev.sluice.cli.ledger;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataOption;
import dev.sluice.cli.instance.RunFile;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command finds the ledger's database. */
public final class LedgerOption {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--database",
            paramLabel = "URL",
            defaultValue = "${env:SLUICE_DATABASE}",
            description =
                    "Database of another instance than the one that runs here: postgresql://USER:PASSWORD@HOST/DB or"
                            + " a JDBC URL; from the variable SLUICE_DATABASE when it is set, which keeps it out of the process list.")
    private @Nullable String database;

    /**
     * Opens a connection; the caller closes it.
     *
     * @throws CommandFailedException if there is none to be had
     */
    public Connection connect() throws CommandFailedException {
        boolean here = database == null || database.isBlank();
        try {
            Connection connection =
                    open(here ? RunFile.read(data.directory()).postgresUrl() : String.valueOf(database));
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TIME ZONE 'UTC'");
            }
            return connection;
        } catch (SQLException e) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT,
                    "the database does not answer: " + e.getMessage()
                            + (here ? "; see: sluice status" : "; check the URL given with --database"),
                    e);
        }
    }

    private static Connection open(String url) throws SQLException, CommandFailedException {
        if (url.startsWith("jdbc:")) {
            return DriverManager.getConnection(url);
        }
        if (!url.startsWith("postgresql://") && !url.startsWith("postgres://")) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE,
                    "--database takes postgresql://USER:PASSWORD@HOST:PORT/DB or jdbc:postgresql://HOST:PORT/DB?user=…");
        }
        URI uri = URI.create(url);
        Properties who = new Properties();
        @Nullable String user = uri.getUserInfo();
        if (user != null) {
            String[] parts = user.split(":", 2);
            who.setProperty("user", parts[0]);
            if (parts.length == 2) {
                who.setProperty("password", parts[1]);
            }
        }
        String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return DriverManager.getConnection("jdbc:postgresql://" + uri.getHost() + port + uri.getPath() + query, who);
    }
}
