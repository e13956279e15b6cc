package dev.sluice.ingest.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import org.apache.kafka.clients.producer.Producer;

/** The metrics that the JVM and the Kafka producer keep about themselves. */
public final class MeterBinders implements AutoCloseable {
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final KafkaClientMetrics kafka;

    public MeterBinders(MeterRegistry registry, Producer<?, ?> producer) {
        this.kafka = new KafkaClientMetrics(producer);
        gc.bindTo(registry);
        kafka.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    @Override
    public void close() {
        kafka.close();
        gc.close();
    }
}
