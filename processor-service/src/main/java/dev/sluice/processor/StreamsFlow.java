package dev.sluice.processor;

import dev.sluice.processor.outage.DatabaseBreaker;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;

/** The running Kafka Streams instance as its surroundings see it: something to pause, and to ask how it is. */
final class StreamsFlow implements DatabaseBreaker.Flow {
    private final KafkaStreams streams;

    StreamsFlow(KafkaStreams streams) {
        this.streams = streams;
    }

    @Override
    public boolean isPaused() {
        return streams.isPaused();
    }

    @Override
    public void pause() {
        streams.pause();
    }

    @Override
    public void resume() {
        streams.resume();
    }

    boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    boolean alive() {
        return streams.state().isRunningOrRebalancing() || streams.state() == KafkaStreams.State.CREATED;
    }

    /** Records not yet taken in, over all partitions this instance reads. */
    double lag() {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag")
                        && metric.metricName()
                                .tags()
                                .getOrDefault("client-id", "")
                                .endsWith("-consumer")
                        && !metric.metricName()
                                .tags()
                                .getOrDefault("client-id", "")
                                .contains("restore"))
                .map(Metric::metricValue)
                .mapToDouble(value -> value instanceof Number number && !Double.isNaN(number.doubleValue())
                        ? number.doubleValue()
                        : 0)
                .sum();
    }
}
