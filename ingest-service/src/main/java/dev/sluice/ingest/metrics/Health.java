package dev.sluice.ingest.metrics;

import java.util.function.BooleanSupplier;

/** Whether the service should be sent webhooks. Thread-safe. */
public final class Health {
    /** What an operator or a load balancer is told. */
    public enum State {
        READY,
        BROKER_AWAY,
        /** Requests are turned away for want of room, and for longer than any may take none has given its place back. */
        STUCK,
        STOPPING
    }

    private final BooleanSupplier brokerIsThere;
    private final BooleanSupplier stuck;
    private volatile boolean stopping;

    /** @param stuck whether places among the requests in flight are taken and not given back */
    public Health(BooleanSupplier brokerIsThere, BooleanSupplier stuck) {
        this.brokerIsThere = brokerIsThere;
        this.stuck = stuck;
    }

    /** From now on the service is stopping. */
    public void stopping() {
        stopping = true;
    }

    public State state() {
        if (stopping) {
            return State.STOPPING;
        }
        if (!brokerIsThere.getAsBoolean()) {
            return State.BROKER_AWAY;
        }
        return stuck.getAsBoolean() ? State.STUCK : State.READY;
    }
}
