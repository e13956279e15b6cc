package dev.sluice.processor.ledger;

import dev.sluice.event.OriginalRequest;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Projection;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.Coordinates;
import dev.sluice.testing.Database;
import dev.sluice.testing.EventBuilder;
import dev.sluice.testing.RealParts;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the ledger costs, measured by hand: {@code write [events]}, {@code steady [events]}, {@code lookup [events]} or {@code indexes [events]}. Events
 * are new and of some 850 bytes, and each sets a payment; CPU is that of all processes of Postgres.
 */
public final class LedgerBench {
    private static final Ledger.DataFailures NONE = (attempted, refusal, permanent) -> {
        throw new IllegalStateException(refusal);
    };
    private static final Projection STATUS = new Projection(
            "payment",
            "status",
            List.of(
                    new Projection.Column("status", "text"),
                    new Projection.Column("amount", "numeric"),
                    new Projection.Column("currency", "text"),
                    new Projection.Column("customer_id", "text"),
                    new Projection.Column("failure_reason", "text")));
    private static final String FILLER = "0123456789abcdef".repeat(32);

    private final PostgresBook book;

    private LedgerBench(PostgresBook book) {
        this.book = book;
    }

    /** Runs one of the measurements, on a database of its own. */
    public static void main(String[] arguments) throws Exception {
        try (Database database = RealParts.database()) {
            LedgerBench bench = new LedgerBench(new PostgresBook(database, "bench"));
            int events = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300_000;
            bench.partitions(Instant.now());
            switch (arguments[0]) {
                case "write" -> bench.write(events);
                case "steady" -> bench.measure("steady", events, 500, 1, LedgerRules.DEFAULT);
                case "lookup" -> bench.lookup(events);
                case "indexes" -> bench.indexes(events);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
        System.exit(0);
    }

    private void partitions(Instant now) {
        try (LedgerPool pool = new LedgerPool(book.address(), 1)) {
            new Partitions(
                            pool,
                            PartitionPeriod.MONTH,
                            Duration.ofDays(400),
                            Clock.fixed(now, java.time.ZoneOffset.UTC))
                    .keepAhead();
        }
    }

    private void write(int events) throws Exception {
        measure("warm-up", events / 4, 500, 1, LedgerRules.DEFAULT);
        for (int round = 0; round < 2; round++) {
            for (int size : new int[] {75, 500, 1000}) {
                for (int threads : new int[] {1, 2}) {
                    measure("write", events, size, threads, LedgerRules.DEFAULT);
                }
            }
            measure("write without jsonb", events, 500, 1, new LedgerRules(Duration.ofDays(35), false));
        }
    }

    private void indexes(int events) throws Exception {
        measure("warm-up", events, 500, 1, LedgerRules.DEFAULT);
        for (int round = 0; round < 2; round++) {
            measure("all indexes", events, 500, 1, LedgerRules.DEFAULT);
            for (String index : List.of(
                    "webhook_event_newest",
                    "webhook_event_of_object",
                    "webhook_event_not_processed",
                    "webhook_attempt_failed")) {
                String definition = book.rows("SELECT pg_get_indexdef('" + index + "'::regclass)")
                        .get(0);
                book.run("DROP INDEX " + index);
                measure("without " + index, events, 500, 1, LedgerRules.DEFAULT);
                book.run("TRUNCATE webhook_event, webhook_attempt");
                book.run(definition.replace(" ON ONLY ", " ON "));
            }
        }
    }

    private void measure(String what, int events, int size, int threads, LedgerRules rules) throws Exception {
        book.run("TRUNCATE webhook_event, webhook_attempt, payment");
        book.run("CHECKPOINT");
        try (LedgerPool pool = new LedgerPool(book.address(), threads);
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            PostgresLedger ledger = new PostgresLedger(pool, rules, Clock.systemUTC());
            ServerCpu cpu = ServerCpu.of(book);
            long before = cpu.micros();
            long own = threadCpu();
            long started = System.nanoTime();
            List<Future<Long>> done = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                done.add(executor.submit(() -> {
                    for (int from = number * size; from < events; from += size * threads) {
                        ledger.record(batch(from, Math.min(size, events - from)), NONE, Duration.ofSeconds(60));
                    }
                    return threadCpu();
                }));
            }
            long java = -own;
            for (Future<Long> each : done) {
                java += each.get();
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            System.out.printf(
                    "%-36s %4d a batch, %d threads: %6.0f events/s, CPU an event: Postgres %5.1f, Java %5.1f us (load %s)%n",
                    what,
                    size,
                    threads,
                    events / seconds,
                    (cpu.micros() - before) / (double) events,
                    java / (double) events,
                    ServerCpu.load());
        }
    }

    private static long threadCpu() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1000;
    }

    private static List<BatchEntry> batch(int from, int size) {
        Instant now = Instant.now();
        List<BatchEntry> batch = new ArrayList<>(size);
        for (int i = from; i < from + size; i++) {
            batch.add(attempt(i, now, Optional.of(now.minusSeconds(1))));
        }
        return batch;
    }

    private static Attempt attempt(int number, Instant now, Optional<Instant> created) {
        // As random as a provider's ids are.
        String id = "evt_1" + Long.toHexString(number * 0x9E3779B97F4A7C15L) + "stripe";
        String payment = "pi_" + Long.toHexString(number * 0x9E3779B97F4A7C15L);
        String body = "{\"id\":\"" + id
                + "\",\"object\":\"event\",\"type\":\"payment_intent.succeeded\",\"livemode\":false,\"data\":{\"object\":{\"id\":\""
                + payment + "\",\"object\":\"payment_intent\",\"amount\":" + number
                + ",\"currency\":\"usd\",\"customer\":\"cus_" + number % 1000 + "\",\"metadata\":{\"note\":\"" + FILLER
                + "\"},\"charges\":{\"data\":[1,2,3]}}}}";
        EventBuilder builder = EventBuilder.event("stripe", id)
                .provider("stripe")
                .type("payment_intent.succeeded")
                .subject(payment)
                .livemode(false)
                .receivedAt(now)
                .request(new OriginalRequest(
                        "POST https://example.com/webhooks/stripe",
                        "{\"Content-Type\":\"application/json\",\"User-Agent\":\"Stripe/1.0\",\"Stripe-Signature\":\"t=1,v1="
                                + "0".repeat(64) + "\"}"))
                .body(body);
        created.ifPresent(builder::createdAt);
        WebhookEvent event = builder.build();
        Coordinates source = new Coordinates("webhooks.events", number % 6, number);
        Delivery delivery = new Delivery(
                event,
                event.document(),
                "payment.succeeded",
                "payments",
                "",
                0,
                List.of(),
                source,
                source,
                List.of("payments"),
                true);
        Effect effect = new Effect.Project(new Projection.Write(
                STATUS,
                "stripe",
                payment,
                now,
                30,
                id,
                java.util.Arrays.asList(
                        "succeeded", BigDecimal.valueOf(number), "USD", "cus_" + number % 1000, (String) null)));
        return new Attempt(
                delivery,
                new AttemptOutcome.Processed(List.of(effect), "payment " + payment + " succeeded"),
                now,
                Duration.ofNanos(20_000));
    }

    private void lookup(int events) throws Exception {
        Instant now = Instant.now();
        for (int month = 13; month > 0; month--) {
            partitions(now.minus(Duration.ofDays(30L * month)));
        }
        book.run(
                "INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, attempted_at, took_micros,"
                        + " topic, partition, \"offset\", received_at) SELECT 'stripe', 'evt_1' || md5(n::text), '', 'payments', 1, 'processed',"
                        + " now(), 0, 'webhooks.events', 0, n, now() - n * interval '400 days' / " + events
                        + " FROM generate_series(1, " + events + ") n");
        book.run("VACUUM ANALYZE webhook_attempt");
        for (int round = 0; round < 2; round++) {
            lookUp("created a second ago", now, Optional.of(now.minusSeconds(1)));
            lookUp("created 5 days ago", now, Optional.of(now.minus(Duration.ofDays(5))));
            lookUp("no time of creation: 35 days", now, Optional.empty());
            lookUp("created a year ago", now, Optional.of(now.minus(Duration.ofDays(365))));
        }
    }

    private void lookUp(String what, Instant now, Optional<Instant> created) throws Exception {
        EventLookup lookup = new EventLookup(LedgerRules.DEFAULT, Clock.systemUTC());
        try (LedgerPool pool = new LedgerPool(book.address(), 1)) {
            ServerCpu cpu = ServerCpu.of(book);
            int batches = 400;
            int size = 500;
            long before = 0;
            long started = 0;
            for (int i = -50; i < batches; i++) {
                if (i == 0) {
                    before = cpu.micros();
                    started = System.nanoTime();
                }
                List<EventLookup.Query> queries = new ArrayList<>();
                for (int each = 0; each < size; each++) {
                    Attempt attempt = attempt((i + 50) * size + each, now, created);
                    queries.add(lookup.query(
                            attempt.delivery().event().key(), attempt.delivery().event(), false));
                }
                pool.inTransaction(new Deadline(Duration.ofSeconds(60)), session -> lookup.find(session, queries));
            }
            double count = (double) batches * size;
            System.out.printf(
                    "look-up, %-30s %d partitions: %5.2f us an event, CPU of Postgres %5.2f (load %s)%n",
                    what,
                    book.rows("SELECT 1 FROM pg_inherits WHERE inhparent = 'webhook_attempt'::regclass")
                            .size(),
                    (System.nanoTime() - started) / 1e3 / count,
                    (cpu.micros() - before) / count,
                    ServerCpu.load());
        }
    }
}
