package dev.sluice.cli.bench;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.bench.baseline.PlainBatchListener.Variant;
import dev.sluice.cli.bench.baseline.ThreeTables;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.config.EndpointsFile;
import dev.sluice.testing.Broker;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import dev.sluice.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContendersIT {
    private static final Path MIGRATIONS = Path.of("../processor-service/src/main/resources/db/migration");
    private static final String ENDPOINTS = "endpoints: {stripe: {provider: stripe, secrets: [fake-whsec-of-a-test]}}";
    private static final String TABLES = """
            SELECT row(t.relname, pg_get_partkeydef(t.oid), pg_get_expr(t.relpartbound, t.oid), t.reloptions,
                       (SELECT array_agg(def ORDER BY def)
                        FROM (SELECT indisunique || substring(pg_get_indexdef(indexrelid) FROM ' USING .*') AS def
                              FROM pg_index WHERE indrelid = t.oid) i))::text
            FROM pg_class t
            WHERE relnamespace = ?::regnamespace AND relkind IN ('r', 'p')
              AND (relname ~ '^webhook_(event|attempt)' OR relname = 'payment')
            ORDER BY 1
            """;
    private static final int EVENTS = 4500;

    @TempDir
    private static Path directory;

    private static RunFile run;
    private static SignedEvents bodies;

    @BeforeAll
    static void eventsWaitBesideSluicesTables() throws Exception {
        Broker broker = RealParts.sharedBroker();
        Database database = RealParts.sharedDatabase();
        String url = database.jdbcUrl("contenders") + "?user=" + database.user() + "&password=" + database.password();
        migrate(url);
        run = new RunFile("", "", "", broker.bootstrap(), url, "", "", Map.of());
        Path endpoints = Files.writeString(directory.resolve("endpoints.yaml"), ENDPOINTS);
        bodies = SignedEvents.fresh(
                EndpointsFile.read(endpoints, Map.of(), 1024 * 1024)
                        .named("stripe")
                        .orElseThrow(),
                Target.of("http://127.0.0.1/webhooks/stripe"));
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(Topics.EVENTS, Optional.of(4), Optional.empty())))
                    .all()
                    .get();
        }
        Backlog backlog = new Backlog(broker.bootstrap());
        backlog.fill(bodies, 7);
        backlog.clear();
        backlog.fill(bodies, EVENTS);
    }

    @ParameterizedTest
    @EnumSource
    void listenerFillsItsThreeTables(Variant variant) throws Exception {
        Contender listener = new ListenerContender(variant, run, DataDirectory.of(directory));

        List<Long> rows = rowsWrittenBy(listener);

        assertThat(rows).containsOnly((long) EVENTS).hasSize(3);
        assertThat(tables(listener.schema()))
                .isEqualTo(tables(ThreeTables.SLUICE))
                .hasSizeGreaterThan(3);
    }

    @Test
    void limitFillsItsThreeTables() throws Exception {
        assertThat(rowsWrittenBy(new LimitContender(run.postgresUrl(), bodies)))
                .containsOnly((long) EVENTS)
                .hasSize(3);
    }

    private static List<Long> rowsWrittenBy(Contender contender) throws Exception {
        ThreeTables tables = new ThreeTables(run.postgresUrl(), contender.schema());
        tables.createLikeSluices();
        Contender.Run started = contender.start(EVENTS);
        try {
            started.count().await(EVENTS);
        } finally {
            started.stop();
        }
        return tables.rows();
    }

    private static void migrate(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.sorted(comparingInt(ContendersIT::version)).toList()) {
                statement.execute(Files.readString(file));
            }
        }
    }

    private static int version(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf('_')));
    }

    private static List<String> tables(String schema) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(run.postgresUrl());
                PreparedStatement statement = connection.prepareStatement(TABLES)) {
            statement.setString(1, schema);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
        }
        return tables;
    }
}
