package dev.sluice.processor;

import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.processor.streams.StreamDeaths;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running Kafka Streams instance as its surroundings see it: something to pause, and to ask how it is. */
final class StreamsFlow implements DatabaseBreaker.Flow {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsFlow.class);
    /** A thread that dies again and again, for a record that it can't get past, does so within less. */
    private static final Duration UNWELL = Duration.ofMinutes(1);

    private final KafkaStreams streams;
    private final Clock clock;
    private volatile Instant lastDeath = Instant.MIN;

    /** @param died is told of every stream thread that dies, and is replaced */
    StreamsFlow(KafkaStreams streams, StreamDeaths deaths, Clock clock, Runnable died) {
        this.streams = streams;
        this.clock = clock;
        streams.setUncaughtExceptionHandler(error -> {
            // Called on the thread that dies.
            String doing = deaths.died(error);
            LOG.atError()
                    .setCause(error)
                    .addKeyValue("cause", "stream_thread_died")
                    .log("a stream thread died and is replaced; {}", doing);
            lastDeath = clock.instant();
            died.run();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
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

    /** Whether all its threads run, and none has died of late. */
    boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING
                && Duration.between(lastDeath, clock.instant()).compareTo(UNWELL) > 0;
    }

    boolean alive() {
        return streams.state().isRunningOrRebalancing() || streams.state() == KafkaStreams.State.CREATED;
    }
}
