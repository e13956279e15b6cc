package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.processor.ledger.InstanceTable;
import dev.sluice.processor.ledger.LedgerAddress;
import dev.sluice.processor.ledger.LedgerPool;
import dev.sluice.processor.ledger.LedgerSchema;
import dev.sluice.route.RouteSources;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Instances that compare their routes. */
final class LiveRoutesIT {
    private static final String ROUTES = "routes: [{name: all, match: {events: [\"*\"]}, handler: audit}]";
    private static final String OTHER_ROUTES = "routes: [{name: other, match: {events: [\"*\"]}, handler: audit}]";

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(LiveRoutes.class);
    private final List<LiveRoutes> open = new ArrayList<>();
    private LedgerPool pool;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() throws Exception {
        Database database = RealParts.sharedDatabase();
        LedgerAddress address = new LedgerAddress(database.jdbcUrl("live"), database.user(), database.password());
        LedgerSchema.migrate(address);
        pool = new LedgerPool(address, 1);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        open.forEach(LiveRoutes::close);
        pool.close();
    }

    @Test
    void instancesWithTheSameRoutesAreQuiet() throws Exception {
        LiveRoutes one = instance("one", ROUTES);
        LiveRoutes same = instance("same", "# In a file of its own.\n" + ROUTES);

        compareTwice(one, same);

        assertThat(one.state()).isEqualTo("current");
        assertThat(same.differing()).isZero();
        assertThat(lines.list).isEmpty();
    }

    @Test
    void instancesThatDifferWarnOnceAndSayWhenTheyAgree() throws Exception {
        LiveRoutes one = instance("one", ROUTES);
        LiveRoutes other = instance("other", OTHER_ROUTES);

        one.compare();
        other.compare();
        one.compare();
        assertThat(one.state()).isEqualTo("differ");
        // Once is no reason to warn: a change does not reach all at the same moment.
        assertThat(lines.list).isEmpty();

        compareTwice(one, other);
        assertThat(messages())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("are not those of"))
                .anySatisfy(line -> assertThat(line).contains(one.version(), "those of other:"));

        lines.list.clear();
        compareTwice(one, instance("other", ROUTES));
        assertThat(one.state()).isEqualTo("current");
        assertThat(messages()).containsExactly("all instances have the same routes again");
    }

    private static void compareTwice(LiveRoutes one, LiveRoutes other) {
        for (int i = 0; i < 2; i++) {
            one.compare();
            other.compare();
        }
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private LiveRoutes instance(String name, String yaml) throws Exception {
        Path file = directory.resolve(name + open.size() + ".yaml");
        Files.writeString(file, yaml);
        RouteSources sources = new RouteSources(file, Map.of(), () -> Set.of("audit"));
        LiveRoutes routes =
                new LiveRoutes(sources, sources.read(), changed -> {}, () -> {}, new InstanceTable(pool, name));
        open.add(routes);
        return routes;
    }
}
