package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.handlers.ApplyPayments;
import dev.sluice.processor.handlers.HandlerRequests;
import dev.sluice.provider.Categories;
import dev.sluice.testing.EventBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is refunded of a payment is the sum of its refunds, in whatever order they come and whoever writes them. */
final class RefundsIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("refunds", 1);

    private static final Categories CATEGORIES = HandlerRequests.categories();
    private static final String SUMS =
            "SELECT DISTINCT p.refunded_amount, (SELECT coalesce(sum(amount), 0) FROM refund r WHERE r.endpoint = p.endpoint"
                    + " AND r.payment_id = p.id AND state IN ('pending', 'succeeded')) FROM payment p";

    private long offset;

    /** An event of a provider's, this many seconds after the first. */
    private record Said(String provider, String type, int second, String object) {
        HandlerRequest request(String endpoint, String id) {
            String body = provider.equals("razorpay")
                    ? "{\"payload\": {\"refund\": {\"entity\": " + object + "}}}"
                    : "{\"data\": {\"object\": " + object + "}}";
            return HandlerRequests.of(
                    EventBuilder.event(endpoint, id)
                            .provider(provider)
                            .type(type)
                            .createdAt(HandlerRequests.CREATED.plusSeconds(second)),
                    CATEGORIES.of(provider, type),
                    body);
        }
    }

    @Test
    void coreRefundsAddUp() throws Exception {
        inAnyOrder(
                "700",
                List.of(
                        core("payment.refunded", 1, "\"amount\": 400"),
                        core("payment.refunded", 2, "\"amount\": 300, \"status\": \"refunded\"")));
        inAnyOrder(
                "400",
                List.of(
                        core("payment.refunded", 1, "\"refund_id\": \"ref_1\", \"amount\": 400"),
                        core("payment.refunded", 2, "\"refund_id\": \"ref_2\", \"amount\": 300"),
                        core("payment.refund_failed", 3, "\"refund_id\": \"ref_2\", \"amount\": 300")));
    }

    @Test
    void coreSumThatIsReportedIsTheNewest() throws Exception {
        inAnyOrder(
                "700",
                List.of(
                        core("payment.refunded", 1, "\"amount\": 1000, \"amount_refunded\": 400"),
                        core("payment.refunded", 2, "\"amount\": 1000, \"amount_refunded\": 700")));
    }

    @Test
    void razorpayRefundThatFailedIsRefundedNoLonger() throws Exception {
        inAnyOrder(
                "300",
                List.of(
                        razorpay("refund.created", 1, "rfnd_1", 400, "pending"),
                        razorpay("refund.processed", 2, "rfnd_1", 400, "processed"),
                        razorpay("refund.processed", 3, "rfnd_2", 300, "processed"),
                        razorpay("refund.failed", 4, "rfnd_1", 400, "failed")));
        assertThat(OPEN.book().rows("SELECT DISTINCT id, status, state FROM refund ORDER BY 1"))
                .containsExactly("rfnd_1|failed|failed", "rfnd_2|processed|succeeded");
    }

    @Test
    void stripeRefundThatFailedIsRefundedNoLonger() throws Exception {
        for (String type : List.of("refund.failed", "charge.refund.updated", "refund.updated")) {
            inAnyOrder(
                    "300",
                    List.of(
                            refund("refund.created", 1, "re_1", 1, 400, "pending"),
                            refund("refund.created", 2, "re_2", 2, 300, "succeeded"),
                            refund(type, 60, "re_1", 1, 400, "failed")));
        }
    }

    @Test
    void stripeRefundsThatOnlyTheirChargeTellsOfAreARowUntilTheyAreNamed() throws Exception {
        List<Said> charges = List.of(charge("charge.refunded", 1, 400, ""), charge("charge.refunded", 2, 700, ""));
        inAnyOrder("700", charges);
        assertThat(OPEN.book().rows("SELECT DISTINCT id, amount, status, remainder FROM refund"))
                .containsExactly("ch_1|700|succeeded|t");

        List<Said> named = new ArrayList<>(charges);
        named.add(refund("refund.created", 1, "re_1", 1, 400, "succeeded"));
        inAnyOrder("700", named);
        assertThat(OPEN.book().rows("SELECT DISTINCT id, amount, remainder FROM refund ORDER BY 1"))
                .containsExactly("ch_1|300|t", "re_1|400|f");

        named.add(refund("refund.created", 2, "re_2", 2, 300, "succeeded"));
        inAnyOrder("700", named);
        assertThat(OPEN.book().rows("SELECT DISTINCT id, amount FROM refund ORDER BY 1"))
                .containsExactly("re_1|400", "re_2|300");
    }

    @Test
    void stripeRefundThatFailsAfterItsChargeToldOfItIsRefundedNoLonger() throws Exception {
        inAnyOrder(
                "0",
                List.of(charge("charge.refunded", 1, 400, ""), refund("refund.failed", 60, "re_1", 1, 400, "failed")));
        inAnyOrder(
                "300",
                List.of(
                        charge("charge.refunded", 1, 700, ""),
                        refund("charge.refund.updated", 60, "re_1", 1, 400, "failed")));
        inAnyOrder(
                "300",
                List.of(
                        charge("charge.refunded", 1, 700, ""),
                        refund("refund.failed", 60, "re_1", 1, 400, "failed"),
                        charge("charge.updated", 60, 300, "")));
        inAnyOrder(
                "300",
                List.of(
                        charge("charge.refunded", 1, 700, ""),
                        charge("charge.updated", 59, 300, ""),
                        refund("refund.failed", 60, "re_1", 1, 400, "failed")));
    }

    /** Of two refunds one was never named. */
    @Test
    void stripeRefundThatIsNotNamedStands() throws Exception {
        inAnyOrder(
                "500",
                List.of(
                        charge("charge.refunded", 1, 900, ""),
                        refund("refund.failed", 60, "re_1", 1, 400, "failed"),
                        charge("charge.updated", 61, 500, "")));
    }

    @Test
    void stripeChargeTakesARefundBack() throws Exception {
        inAnyOrder("0", List.of(charge("charge.refunded", 1, 400, ""), charge("charge.updated", 60, 0, "")));
        inAnyOrder(
                "0",
                List.of(
                        refund("refund.created", 1, "re_1", 1, 400, "succeeded"),
                        charge("charge.refunded", 1, 400, ""),
                        charge("charge.updated", 60, 0, "")));
        inAnyOrder(
                "0",
                List.of(
                        charge(
                                "charge.refunded",
                                1,
                                400,
                                "{\"id\": \"re_1\", \"amount\": 400, \"status\": \"succeeded\"}"),
                        charge(
                                "charge.updated",
                                60,
                                0,
                                "{\"id\": \"re_1\", \"amount\": 400, \"status\": \"failed\"}")));
        assertThat(OPEN.book().rows("SELECT DISTINCT id, state FROM refund")).containsExactly("re_1|failed");
    }

    @Test
    void stripeChargeOfAnOldVersionNamesAllItsRefunds() throws Exception {
        inAnyOrder(
                "700",
                List.of(
                        charge("charge.refunded", 1, 400, "{\"id\": \"re_1\", \"amount\": 400}"),
                        charge(
                                "charge.refunded",
                                1,
                                700,
                                "{\"id\": \"re_2\", \"amount\": 300}, {\"id\": \"re_1\", \"amount\": 400}")));
        assertThat(OPEN.book().rows("SELECT DISTINCT id, amount FROM refund ORDER BY 1"))
                .containsExactly("re_1|400", "re_2|300");
    }

    @Test
    void refundThatIsPendingCountsAndIsTold() throws Exception {
        inAnyOrder(
                "700",
                List.of(
                        refund("refund.created", 1, "re_1", 1, 400, "pending"),
                        refund("refund.created", 2, "re_2", 2, 300, "succeeded")));
        assertThat(OPEN.book().rows("SELECT DISTINCT refund_pending_amount FROM payment"))
                .containsExactly("400");
    }

    @Test
    void refundThatIsDeletedByHandIsRefundedNoLonger() throws Exception {
        inAnyOrder(
                "700",
                List.of(
                        refund("refund.created", 1, "re_1", 1, 400, "succeeded"),
                        refund("refund.created", 2, "re_2", 2, 300, "succeeded")));

        OPEN.book().run("DELETE FROM refund WHERE id = 're_1'");

        assertThat(OPEN.book().rows("SELECT DISTINCT refunded_amount FROM payment"))
                .containsExactly("300");
    }

    /** Each of two threads writes half of the refunds of the same payments, the other half's reported sums, and all in an order of its own. */
    @Test
    void sumIsRightWhoeverWritesTheRefunds() throws Exception {
        int rounds = 10;
        int payments = 20;
        CyclicBarrier start = new CyclicBarrier(2);
        try (LedgerPool pool = new LedgerPool(OPEN.book().address(), 2);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            PostgresLedger ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());
            List<Future<?>> done = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                int thread = each;
                done.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        List<Attempt> attempts = new ArrayList<>();
                        for (int payment = 0; payment < payments; payment++) {
                            String id = "evt_" + thread + "_" + round + "_" + payment;
                            String object =
                                    "{\"id\": \"re_%d_%d_%d\", \"object\": \"refund\", \"payment_intent\": \"pi_%d\", \"amount\": 5}"
                                            .formatted(thread, round, payment, payment);
                            attempts.add(
                                    attempt("shop", new Said("stripe", "refund.created", round, object), id, round));
                            String charge =
                                    "{\"id\": \"ch_%1$d\", \"object\": \"charge\", \"payment_intent\": \"pi_%1$d\", \"amount_refunded\": %2$d}"
                                            .formatted(payment, 1000 + round);
                            if (thread == round % 2) {
                                attempts.add(attempt(
                                        "shop",
                                        new Said("stripe", "charge.refunded", 1000 + round, charge),
                                        id + "c",
                                        round));
                            }
                        }
                        Collections.shuffle(attempts, new Random(round * 2L + thread));
                        start.await();
                        ledger.record(batch(attempts), NONE_EXPECTED, BUDGET);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }

        assertThat(OPEN.book()
                        .rows(
                                "SELECT DISTINCT p.refunded_amount, (SELECT sum(amount) FROM refund r WHERE r.payment_id = p.id),"
                                        + " (SELECT count(*) FROM refund r WHERE r.payment_id = p.id) FROM payment p"))
                .containsExactly("1009|1009|" + (2 * rounds + 1));
        assertThat(OPEN.book().rows("SELECT count(*) FROM webhook_attempt WHERE outcome <> 'processed'"))
                .containsExactly("0");
    }

    private static Said core(String type, int second, String fields) {
        return new Said("generic", type, second, "{\"id\": \"PAYMENT\", " + fields + "}");
    }

    private static Said razorpay(String type, int second, String id, int amount, String status) {
        return new Said(
                "razorpay",
                type,
                second,
                "{\"id\": \"%s\", \"payment_id\": \"PAYMENT\", \"amount\": %d, \"status\": \"%s\", \"created_at\": %d}"
                        .formatted(id, amount, status, HandlerRequests.CREATED.getEpochSecond()));
    }

    private static Said refund(String type, int second, String id, int created, int amount, String status) {
        return new Said(
                "stripe",
                type,
                second,
                "{\"id\": \"%s\", \"object\": \"refund\", \"payment_intent\": \"PAYMENT\", \"amount\": %d, \"status\": \"%s\", \"created\": %d}"
                        .formatted(id, amount, status, HandlerRequests.CREATED.getEpochSecond() + created));
    }

    private static Said charge(String type, int second, int refunded, String refunds) {
        String list = refunds.isEmpty() ? "" : ", \"refunds\": {\"data\": [" + refunds + "]}";
        return new Said(
                "stripe",
                type,
                second,
                "{\"id\": \"ch_1\", \"object\": \"charge\", \"payment_intent\": \"PAYMENT\", \"amount_refunded\": %d%s}"
                        .formatted(refunded, list));
    }

    /** Applies the events in every order, each in transactions of their own and all in one: each time at another endpoint. */
    private void inAnyOrder(String sum, List<Said> events) throws Exception {
        OPEN.book().empty();
        for (List<Said> order : permutations(events)) {
            for (boolean together : List.of(true, false)) {
                String endpoint =
                        "shop_" + offset + order.stream().map(events::indexOf).toList() + together;
                List<Attempt> attempts = new ArrayList<>();
                for (Said said : order) {
                    attempts.add(attempt(endpoint, said, "evt_" + events.indexOf(said), offset++));
                }
                for (List<Attempt> each : together
                        ? List.of(attempts)
                        : attempts.stream().map(List::of).toList()) {
                    OPEN.ledger().record(batch(each), NONE_EXPECTED, BUDGET);
                }
            }
        }
        assertThat(OPEN.book().rows(SUMS))
                .as(() -> "by order: " + OPEN.book().rows("SELECT endpoint, refunded_amount FROM payment"))
                .containsExactly(sum + "|" + sum);
    }

    private static Attempt attempt(String endpoint, Said said, String id, long at) throws Exception {
        Said named = new Said(
                said.provider(), said.type(), said.second(), said.object().replace("PAYMENT", "pi_1"));
        HandlerResult.Processed result =
                (HandlerResult.Processed) new ApplyPayments().handle(named.request(endpoint, id));
        return ended(
                delivery(event(id + "_" + at), "payments", at),
                new AttemptOutcome.Processed(result.effects(), result.result()));
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> others : permutations(rest)) {
                List<T> one = new ArrayList<>(List.of(first));
                one.addAll(others);
                all.add(one);
            }
        }
        return all;
    }
}
