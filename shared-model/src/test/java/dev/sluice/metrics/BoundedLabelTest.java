package dev.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class BoundedLabelTest {
    @Test
    void valuesBeyondTheBoundAreCountedTogether() {
        MeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new BoundedLabel("endpoint", 2));

        for (String endpoint : new String[] {"a", "b", "c", "d", "a"}) {
            registry.counter("events", "endpoint", endpoint, "route", "r").increment();
        }
        registry.counter("others", "route", "z").increment();

        assertThat(registry.find("events").counters()).hasSize(3);
        assertThat(registry.get("events").tag("endpoint", "a").counter().count())
                .isEqualTo(2);
        assertThat(registry.get("events")
                        .tag("endpoint", BoundedLabel.OTHERS)
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("others").tag("route", "z").counter().count()).isEqualTo(1);
    }
}
