package dev.sluice.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.rejection.RejectionCode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndpointFiguresTest {
    private final IngestMetrics metrics = new IngestMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

    @Test
    void requestsAreCountedByHowTheyEnded() {
        metrics.accepted("shop", Duration.ofMillis(3));
        metrics.accepted("shop", Duration.ofMillis(3));
        metrics.handshakeAnswered("shop", Duration.ofMillis(3));
        metrics.refused("shop", RejectionCode.SIGNATURE_MISMATCH, Duration.ofMillis(3));
        metrics.accepted("hub", Duration.ofMillis(3));

        EndpointFigures figures = metrics.figures("shop");

        assertThat(figures.total()).isEqualTo(4);
        assertThat(figures.successRate()).contains(0.75);
        assertThat(figures.signatureFailures()).isEqualTo(1);
    }

    @Test
    void timesComeFromTheBuckets() {
        for (int i = 0; i < 980; i++) {
            metrics.accepted("shop", Duration.ofMillis(3));
        }
        for (int i = 0; i < 20; i++) {
            metrics.refused("shop", RejectionCode.BROKER_UNAVAILABLE, Duration.ofMillis(80));
        }

        EndpointFigures figures = metrics.figures("shop");

        assertThat(figures.meanMillis().orElseThrow()).isCloseTo(4.54, within(0.01));
        assertThat(figures.p99Millis().orElseThrow()).isCloseTo(75, within(0.1));
    }

    @Test
    void whatTheLastBucketCanNotTellIsItsBound() {
        metrics.accepted("shop", Duration.ofSeconds(9));

        assertThat(metrics.figures("shop").p99Millis()).contains(5000.0);
    }

    @Test
    void anEndpointThatNothingCameToHasNoTimes() {
        EndpointFigures figures = metrics.figures("shop");

        assertThat(figures.total()).isZero();
        assertThat(figures.successRate()).isEmpty();
        assertThat(figures.meanMillis()).isEmpty();
        assertThat(figures.p99Millis()).isEmpty();
    }
}
