package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Statements of handlers are run in the order of the events, wherever a batch is cut. */
final class SqlEffectsIT {
    private static final String DELETE = "DELETE FROM test_stock_level WHERE id = ?";
    private static final String INSERT = "INSERT INTO test_stock_level VALUES (?, ?)";
    private static final String UPSERT =
            "INSERT INTO test_stock_level VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET level = test_stock_level.level * 2 + excluded.level";
    private static final String COUNT =
            "INSERT INTO test_stock_level SELECT ?, ? + count(*) FROM test_stock_level ON CONFLICT DO NOTHING";

    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("effects", 1);

    @Test
    void anyCutEndsInTheSameRows() throws Exception {
        OPEN.book().run("CREATE TABLE IF NOT EXISTS test_stock_level (id text PRIMARY KEY, level int)");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long offset = 0;
        for (int round = 0; round < 25; round++) {
            List<List<Effect>> events = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                events.add(effects(random));
            }
            List<List<String>> ends = new ArrayList<>();
            for (int longest : new int[] {1, 3, events.size()}) {
                OPEN.book().run("TRUNCATE test_stock_level");
                for (int from = 0; from < events.size(); ) {
                    int to = Math.min(events.size(), from + (longest == 3 ? 1 + random.nextInt(3) : longest));
                    List<Attempt> attempts = new ArrayList<>();
                    for (List<Effect> effects : events.subList(from, to)) {
                        attempts.add(ended(
                                delivery(event("evt_" + offset++), "stock", 1),
                                new AttemptOutcome.Processed(effects, "x")));
                    }
                    OPEN.ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);
                    from = to;
                }
                ends.add(OPEN.book().rows("SELECT id, level FROM test_stock_level ORDER BY 1"));
            }
            assertThat(ends.get(1)).as("seed %d", seed).isEqualTo(ends.get(0));
            assertThat(ends.get(2)).as("seed %d", seed).isEqualTo(ends.get(0));
        }
    }

    private static List<Effect> effects(Random random) {
        String id = "item_" + random.nextInt(3);
        int level = random.nextInt(10);
        return switch (random.nextInt(3)) {
            case 0 -> List.of(new Effect.Sql(DELETE, List.of(id)), new Effect.Sql(INSERT, List.of(id, level)));
            case 1 -> List.of(new Effect.Sql(UPSERT, List.of(id, level)));
            default -> List.of(new Effect.Sql(COUNT, List.of("counted_" + level, level)));
        };
    }
}
