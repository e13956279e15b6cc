package dev.sluice.systemtests;

import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.metrics.SecretEnds;
import dev.sluice.metrics.MetricDescription;
import dev.sluice.processor.DeliveryMetrics;
import dev.sluice.processor.LedgerMetrics;
import dev.sluice.processor.ProcessorMetrics;
import dev.sluice.processor.StreamsMetrics;
import java.util.List;
import java.util.stream.Stream;

/** All metrics that the services declare, in the order of {@code docs/metrics.md}. */
final class ServiceMetrics {
    static final List<MetricDescription> INGEST =
            Stream.of(IngestMetrics.ALL, SecretEnds.ALL).flatMap(List::stream).toList();
    static final List<MetricDescription> PROCESSOR = Stream.of(
                    ProcessorMetrics.ALL, DeliveryMetrics.ALL, LedgerMetrics.ALL, StreamsMetrics.ALL)
            .flatMap(List::stream)
            .toList();

    private ServiceMetrics() {}
}
