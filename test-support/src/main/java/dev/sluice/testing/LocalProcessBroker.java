package dev.sluice.testing;

import dev.sluice.local.ChildProcess;
import dev.sluice.local.FreePorts;
import dev.sluice.local.LocalBroker;

/** A broker that is a process of this machine. */
final class LocalProcessBroker extends LocalProcess implements Broker {
    private final LocalBroker broker;

    LocalProcessBroker(int maxRecord) {
        super("broker");
        broker = new LocalBroker(directory(), FreePorts.pick(), maxRecord);
        start();
    }

    @Override
    public String bootstrap() {
        return broker.bootstrap();
    }

    @Override
    ChildProcess process() {
        return broker.running();
    }

    @Override
    public void start() {
        quietly(broker::start);
    }

    @Override
    public void stop() {
        quietly(broker::stop);
    }
}
