package dev.sluice.processor.attempt;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Categories;
import dev.sluice.route.Attribute;
import dev.sluice.route.AttributeCondition;
import dev.sluice.route.BreakerPolicy;
import dev.sluice.route.Condition;
import dev.sluice.route.EventPattern;
import dev.sluice.route.Filter;
import dev.sluice.route.FilterPlace;
import dev.sluice.route.Operator;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import dev.sluice.route.RouteOptions;
import dev.sluice.testing.EventBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What 200 routes cost an event of some 850 bytes, measured by hand: {@code make jmh}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutingBench {
    private static final int ROUTES = 200;

    private final WebhookEvent event = EventBuilder.event("shop", "evt_1")
            .type("payment_intent.succeeded")
            .body("""
                    {"id": "evt_1", "type": "payment_intent.succeeded", "livemode": true, "data": {"object": {"id": "pi_1",
                     "amount": 2500, "currency": "eur", "customer": "cus_1", "description": "%s",
                     "items": [{"sku": "a-1", "price": "10.00"}, {"sku": "b-2", "price": "15.00"}]}}}""".formatted("d".repeat(550)))
            .build();

    private final EventDocument document = event.document();

    /** As most are: each for a type of its own, one of which is this one. */
    private final Routing byType = routing(i -> new Condition.All(List.of(
            type(i == ROUTES / 2 ? "payment.*" : "kind-" + i + ".*"),
            field("data.object.amount", Operator.GREATER_THAN, "1000"))));

    /** As few are: for one type all of them, so that the filters of each are asked. */
    private final Routing byFilters = routing(i -> new Condition.All(List.of(
            type("payment.*"),
            field("data.object.amount", Operator.GREATER_THAN, Integer.toString(i)),
            field("data.object.currency", Operator.IN, "usd", "gbp", "eur"))));

    /** The same through a list. */
    private final Routing byElements =
            routing(i -> field("data.object.items.*.price", Operator.LESS_THAN, "10.00" + i));

    /** The same by regular expressions, which take several times as long as any other operator. */
    private final Routing byExpressions = routing(i -> field("data.object.customer", Operator.REGEX, "^cus_none-" + i));

    private static Routing routing(IntFunction<Condition> match) {
        return new Routing(
                IntStream.range(0, ROUTES)
                        .mapToObj(i -> new Route(
                                "route-" + i,
                                match.apply(i),
                                Route.IGNORE,
                                RouteOptions.NONE,
                                Optional.of("measured"),
                                Priority.NORMAL,
                                Route.USUAL_TIMEOUT,
                                new RetryPolicy(
                                        RetryPolicy.Strategy.LINEAR,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(1),
                                        1,
                                        0),
                                BreakerPolicy.USUAL))
                        .toList(),
                new HandlerCatalog(List.of()),
                new Categories(Map.of("stripe", Map.of("payment_intent.succeeded", "payment.succeeded"))));
    }

    private static Condition type(String pattern) {
        return new AttributeCondition(Attribute.EVENTS, List.of(new EventPattern(pattern)));
    }

    private static Condition field(String path, Operator operator, String... operands) {
        return new Filter(FilterPlace.field(path), operator, List.of(operands));
    }

    @Benchmark
    public List<String> typesDiffer() {
        return byType.match(event, document).routes();
    }

    @Benchmark
    public List<String> twoFiltersAskedOfEach() {
        return byFilters.match(event, document).routes();
    }

    @Benchmark
    public List<String> listSearchedForEach() {
        return byElements.match(event, document).routes();
    }

    @Benchmark
    public List<String> expressionMatchedForEach() {
        return byExpressions.match(event, document).routes();
    }

    /** Beside them: what parsing the body costs, once for routes, handlers and the audit. */
    @Benchmark
    public Object bodyParsed() {
        return event.document().tree();
    }
}
