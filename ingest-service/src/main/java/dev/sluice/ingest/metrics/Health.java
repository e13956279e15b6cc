package dev.sluice.ingest.metrics;

import java.util.function.BooleanSupplier;

/** Whether the service should be sent webhooks. Thread-safe. */
public final class Health {
    /** What an operator or a load balancer is told. */
    public enum State {
        READY,
        BROKER_AWAY,
        STOPPING
    }

    private final BooleanSupplier brokerIsThere;
    private volatile boolean stopping;

    public Health(BooleanSupplier brokerIsThere) {
        this.brokerIsThere = brokerIsThere;
    }

    /** From now on the service is stopping. */
    public void stopping() {
        stopping = true;
    }

    public State state() {
        if (stopping) {
            return State.STOPPING;
        }
        return brokerIsThere.getAsBoolean() ? State.READY : State.BROKER_AWAY;
    }
}
