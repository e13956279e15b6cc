package dev.sluice.systemtests;

import dev.sluice.config.ConfigurationException;
import dev.sluice.processor.ProcessorService;
import dev.sluice.processor.ProcessorSettings;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.outage.BudgetedClients;
import dev.sluice.processor.outage.BudgetedProducer;
import dev.sluice.processor.outage.DrainBudget;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * A processor that dies between the Postgres commit and the Kafka commit: once it has made as many such pairs as {@code
 * CRASH_AFTER} says, it halts with the first written and the second not.
 */
public final class CrashingProcessorMain {
    private CrashingProcessorMain() {}

    public static void main(String[] args) throws ConfigurationException, InterruptedException {
        int crashAfter = Integer.parseInt(System.getenv("CRASH_AFTER"));
        HandlerCatalog handlers = HandlerCatalog.onClassPath();
        AtomicInteger pairs = new AtomicInteger();
        new ProcessorService(
                        ProcessorSettings.read(System.getenv(), handlers.names()),
                        handlers,
                        budget -> crashing(budget, pairs, crashAfter))
                .start();
    }

    private static KafkaClientSupplier crashing(DrainBudget budget, AtomicInteger pairs, int crashAfter) {
        Duration whole = budget.left();
        return new BudgetedClients(budget) {
            @Override
            public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
                return new BudgetedProducer(config, budget) {
                    @Override
                    public void commitTransaction() {
                        if (!budget.left().equals(whole) && pairs.incrementAndGet() > crashAfter) {
                            Runtime.getRuntime().halt(137);
                        }
                        super.commitTransaction();
                    }
                };
            }
        };
    }
}
