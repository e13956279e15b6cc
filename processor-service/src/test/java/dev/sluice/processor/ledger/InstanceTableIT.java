package dev.sluice.processor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class InstanceTableIT {
    private static final Duration ALIVE = Duration.ofSeconds(30);

    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("instances", 1);

    private final InstanceTable one = new InstanceTable(OPEN.pool(), "one");
    private final InstanceTable other = new InstanceTable(OPEN.pool(), "other");

    @BeforeEach
    void forget() {
        OPEN.book().run("DELETE FROM webhook_instance");
    }

    @Test
    void instancesWithOtherRoutesAreNamed() {
        assertThat(one.differing("v1", ALIVE)).hasValue(List.of());
        assertThat(other.differing("v2", ALIVE)).hasValue(List.of("one"));
        assertThat(one.differing("v1", ALIVE)).hasValue(List.of("other"));

        assertThat(one.differing("v2", ALIVE)).hasValue(List.of());
        assertThat(other.differing("v2", ALIVE)).hasValue(List.of());
    }

    @Test
    void instanceThatHasGoneDiffersFromNobodyAndIsForgotten() {
        one.differing("v1", ALIVE);
        OPEN.book().run("UPDATE webhook_instance SET seen_at = now() - interval '31 seconds'");
        assertThat(other.differing("v2", ALIVE)).hasValue(List.of());
        assertThat(OPEN.book().rows("SELECT instance_id FROM webhook_instance ORDER BY 1"))
                .containsExactly("one", "other");

        OPEN.book().run("UPDATE webhook_instance SET seen_at = now() - interval '25 hours' WHERE instance_id = 'one'");
        other.differing("v2", ALIVE);
        assertThat(OPEN.book().rows("SELECT instance_id FROM webhook_instance")).containsExactly("other");
    }
}
