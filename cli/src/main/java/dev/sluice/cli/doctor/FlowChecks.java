package dev.sluice.cli.doctor;

import dev.sluice.cli.running.InstanceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What is under way in an instance that runs, and what is held up. */
final class FlowChecks {
    private FlowChecks() {}

    static List<Finding> of(InstanceStatus status) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding.Ok("flow: lag " + shown(status.lag()) + ", waiting " + shown(status.waiting())
                + ", retries " + shown(status.retries())));
        findings.add(
                status.deadLetters().orElse(0) == 0
                        ? new Finding.Ok("flow: no dead letters")
                        : new Finding.Warn(
                                "flow: " + status.deadLetters().getAsLong() + " dead letter(s) nobody has dealt with",
                                "Look at their reasons: sluice psql -c \"SELECT endpoint, event_id, route, reason FROM"
                                        + " webhook_dead_letter WHERE status = 'open'\"."));
        status.breakers().routes().forEach((route, state) -> {
            if (state.equals(InstanceStatus.OPEN)) {
                findings.add(new Finding.Warn(
                        "flow: route " + route + " is paused",
                        "What it calls is away; its deliveries wait meanwhile."));
            }
        });
        return findings;
    }

    private static String shown(OptionalLong count) {
        return count.isPresent() ? Long.toString(count.getAsLong()) : InstanceStatus.UNKNOWN;
    }
}
