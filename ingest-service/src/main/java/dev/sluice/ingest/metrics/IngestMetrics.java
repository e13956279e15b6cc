package dev.sluice.ingest.metrics;

import static dev.sluice.metrics.MetricDescription.counter;
import static dev.sluice.metrics.MetricDescription.gauge;
import static dev.sluice.metrics.MetricDescription.histogram;

import dev.sluice.ingest.access.Tier;
import dev.sluice.metrics.MetricDescription;
import dev.sluice.rejection.RejectionCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The metrics of the ingest service. Thread-safe. */
public final class IngestMetrics {
    static final MetricDescription RECEIVED = counter(
            "webhook_received_total",
            "Requests answered, by outcome: accepted, handshake, refused (4xx) or failed (5xx).",
            "endpoint",
            "outcome");
    static final MetricDescription ACCEPTED_EVENTS = counter(
            "webhook_accepted_events_total",
            "Events that the broker has acknowledged: a batch body has several. Items of one that can't be taken as events are"
                    + " among them.",
            "endpoint");
    static final MetricDescription REFUSED =
            counter("webhook_refused_total", "Requests not accepted, by the code in the answer.", "endpoint", "cause");
    static final MetricDescription SIGNATURE_FAILURES = counter(
            "webhook_signature_failures_total",
            "Requests whose origin was not proven: signature missing, malformed, wrong, or out of time.",
            "endpoint");
    static final MetricDescription RATE_LIMITED = counter(
            "webhook_rate_limited_total",
            "Requests refused for a limit, by whose it was: address, endpoint, provider or global.",
            "endpoint",
            "tier");
    static final MetricDescription ADDRESSES_BLOCKED = gauge(
            "webhook_addresses_blocked",
            "Addresses blocked for a time for what they did; of an IPv6 address the /64. One that is blocked at several"
                    + " endpoints counts once.");
    static final MetricDescription SECRET_USED = counter(
            "webhook_secret_used_total",
            "Accepted requests, by the key that proved them: one that is no longer used can be removed.",
            "endpoint",
            "secret");
    static final MetricDescription REPEATED_BYTES = counter(
            "webhook_repeated_bytes_total",
            "Events whose signed bytes came before under another id, which the signature does not cover.",
            "endpoint");
    static final MetricDescription RELOADS = counter(
            "webhook_endpoints_reloads_total",
            "Changes of endpoints.yaml or its secrets' files found, by outcome: applied or refused.",
            "outcome");
    static final MetricDescription REQUEST_DURATION = histogram(
            "webhook_request_duration_seconds", "From the request's headers to its answer.", "endpoint", "outcome");
    static final MetricDescription PRODUCE_DURATION = histogram(
            "webhook_produce_duration_seconds", "From the producer to the broker's acknowledgement or the failure.");
    static final MetricDescription REQUESTS_IN_FLIGHT =
            gauge("webhook_requests_in_flight", "Requests being received, proven or awaiting the broker.");
    static final MetricDescription REQUESTS_WAITING =
            gauge("webhook_requests_waiting", "Requests whose body has not begun to come.");
    static final MetricDescription BYTES_IN_FLIGHT =
            gauge("webhook_in_flight_bytes", "Memory held by the bodies of requests in flight.");
    static final MetricDescription REJECTIONS_DROPPED = counter(
            "webhook_rejections_dropped_total",
            "Rejections that were not recorded on webhooks.rejections: more than 100 a second, or Kafka was away.");

    /** All of them, in the order of {@code docs/metrics.md}. */
    public static final List<MetricDescription> ALL = List.of(
            RECEIVED,
            ACCEPTED_EVENTS,
            REFUSED,
            SIGNATURE_FAILURES,
            SECRET_USED,
            REPEATED_BYTES,
            RELOADS,
            RATE_LIMITED,
            ADDRESSES_BLOCKED,
            REQUEST_DURATION,
            PRODUCE_DURATION,
            REQUESTS_IN_FLIGHT,
            REQUESTS_WAITING,
            BYTES_IN_FLIGHT,
            REJECTIONS_DROPPED);

    private static final Duration[] BUCKETS = DoubleStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
            .mapToObj(millis -> Duration.ofMillis((long) millis))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final MeterProvider<Counter> received;
    private final MeterProvider<Counter> acceptedEvents;
    private final MeterProvider<Counter> refused;
    private final MeterProvider<Counter> signatureFailures;
    private final MeterProvider<Counter> rateLimited;
    private final MeterProvider<Counter> secretUsed;
    private final MeterProvider<Counter> repeatedBytes;
    private final MeterProvider<Counter> reloads;
    private final MeterProvider<Timer> requestDuration;
    private final Timer produceDuration;
    private final Counter rejectionsDropped;

    public IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.received = counters(RECEIVED);
        this.acceptedEvents = counters(ACCEPTED_EVENTS);
        this.refused = counters(REFUSED);
        this.signatureFailures = counters(SIGNATURE_FAILURES);
        this.rateLimited = counters(RATE_LIMITED);
        this.secretUsed = counters(SECRET_USED);
        this.repeatedBytes = counters(REPEATED_BYTES);
        this.reloads = counters(RELOADS);
        this.requestDuration = timers(REQUEST_DURATION);
        this.produceDuration = timers(PRODUCE_DURATION).withTags();
        this.rejectionsDropped = counters(REJECTIONS_DROPPED).withTags();
    }

    /** Makes the series that alerts watch, so that the first failure is seen as a rise from 0. */
    public void prepare(Collection<String> endpoints) {
        for (String endpoint : endpoints) {
            for (Outcome outcome : Outcome.values()) {
                var unused = received.withTags("endpoint", endpoint, "outcome", outcome.label());
            }
            for (Tier tier : Tier.values()) {
                var unused = rateLimited.withTags("endpoint", endpoint, "tier", tier.label());
            }
            Stream.of(acceptedEvents, signatureFailures, repeatedBytes)
                    .forEach(counter -> counter.withTag("endpoint", endpoint));
            var unused = requestDuration.withTags("endpoint", endpoint, "outcome", Outcome.ACCEPTED.label());
        }
        Stream.of("applied", "refused").forEach(outcome -> reloads.withTag("outcome", outcome));
    }

    /** Asks for what is in flight, and how many addresses are blocked, at every scrape. */
    public void watch(
            IntSupplier requestsInFlight,
            IntSupplier requestsWaiting,
            IntSupplier bytesInFlight,
            IntSupplier addressesBlocked) {
        show(REQUESTS_WAITING, requestsWaiting);
        show(ADDRESSES_BLOCKED, addressesBlocked);
        show(REQUESTS_IN_FLIGHT, requestsInFlight);
        show(BYTES_IN_FLIGHT, bytesInFlight);
    }

    /** Counts an accepted request. */
    public void accepted(String endpoint, Duration took) {
        answered(endpoint, Outcome.ACCEPTED, took);
    }

    /** Counts events that are durable. */
    public void acceptedEvents(String endpoint, int events) {
        acceptedEvents.withTag("endpoint", endpoint).increment(events);
    }

    /** Counts the use of a key. */
    public void secretUsed(String endpoint, String label) {
        secretUsed.withTags("endpoint", endpoint, "secret", label).increment();
    }

    /** Counts bytes that came before under another id. */
    public void repeatedBytes(String endpoint) {
        repeatedBytes.withTag("endpoint", endpoint).increment();
    }

    /** Counts a change of the configuration that was found. */
    public void reloaded(boolean applied) {
        reloads.withTag("outcome", applied ? "applied" : "refused").increment();
    }

    /** Counts a handshake that was answered. */
    public void handshakeAnswered(String endpoint, Duration took) {
        answered(endpoint, Outcome.HANDSHAKE, took);
    }

    /** Counts a request that was not accepted. */
    public void refused(String endpoint, RejectionCode why, Duration took) {
        answered(endpoint, why.status() < 500 ? Outcome.REFUSED : Outcome.FAILED, took);
        refused.withTags("endpoint", endpoint, "cause", why.code()).increment();
        if (why.status() == 401) {
            signatureFailures.withTag("endpoint", endpoint).increment();
        }
    }

    /** Counts a request, refused already, by whose limit it met. */
    public void rateLimited(String endpoint, Tier tier) {
        rateLimited.withTags("endpoint", endpoint, "tier", tier.label()).increment();
    }

    /** Records how long the broker took. */
    public void produced(Duration took) {
        produceDuration.record(took);
    }

    /** Counts a refusal that is not recorded. */
    public void rejectionDropped() {
        rejectionsDropped.increment();
    }

    /** What an endpoint has done so far. */
    public EndpointFigures figures(String endpoint) {
        return EndpointFigures.of(registry, endpoint);
    }

    private void answered(String endpoint, Outcome outcome, Duration took) {
        received.withTags("endpoint", endpoint, "outcome", outcome.label()).increment();
        requestDuration
                .withTags("endpoint", endpoint, "outcome", outcome.label())
                .record(took);
    }

    private MeterProvider<Counter> counters(MetricDescription metric) {
        return Counter.builder(metric.name()).description(metric.help()).withRegistry(registry);
    }

    private MeterProvider<Timer> timers(MetricDescription metric) {
        return Timer.builder(metric.name())
                .description(metric.help())
                .serviceLevelObjectives(BUCKETS)
                .withRegistry(registry);
    }

    private void show(MetricDescription metric, IntSupplier value) {
        Gauge.builder(metric.name(), value::getAsInt).description(metric.help()).register(registry);
    }
}
