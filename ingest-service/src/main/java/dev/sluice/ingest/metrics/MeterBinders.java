package dev.sluice.ingest.metrics;

import dev.sluice.metrics.ProcessMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jetty.JettyConnectionMetrics;
import io.micrometer.core.instrument.binder.jetty.JettyServerThreadPoolMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.jetty.server.Server;

/** The metrics that the JVM, the Kafka producer and Jetty keep about themselves. */
public final class MeterBinders implements AutoCloseable {
    private final MeterRegistry registry;
    private final ProcessMeters process;
    private final KafkaClientMetrics kafka;

    public MeterBinders(MeterRegistry registry, Producer<?, ?> producer) {
        this.registry = registry;
        this.process = new ProcessMeters(registry);
        this.kafka = new KafkaClientMetrics(producer);
        kafka.bindTo(registry);
    }

    /** Shows the connections and threads of the port that providers post to. */
    public void watch(Server server) {
        JettyConnectionMetrics.addToAllConnectors(server, registry);
        new JettyServerThreadPoolMetrics(server.getThreadPool(), Tags.empty()).bindTo(registry);
    }

    @Override
    public void close() {
        kafka.close();
        process.close();
    }
}
