package dev.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessedCountTest {
    @Test
    void whatWasAppliedIsAddedUpAndNothingElse() {
        String metrics = """
                # TYPE webhook_processed_total counter
                webhook_processed_total{endpoint="stripe",outcome="processed",route="payments"} 1.5E5
                webhook_processed_total{endpoint="razorpay",outcome="processed",route="payments"} 2.0
                webhook_processed_total{endpoint="stripe",outcome="ignored",route=""} 400.0
                webhook_processed_total{endpoint="stripe",outcome="duplicate",route="payments"} 5000.0
                webhook_queue_size 7.0
                """;

        assertThat(ProcessedCount.sum(metrics)).isEqualTo(150_002);
        assertThat(ProcessedCount.sum("")).isZero();
    }
}
