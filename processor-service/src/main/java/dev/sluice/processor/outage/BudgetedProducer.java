package dev.sluice.processor.outage;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that tells the budget when its thread begins and ends a transaction. */
public class BudgetedProducer extends KafkaProducer<byte[], byte[]> {
    private final DrainBudget budget;

    public BudgetedProducer(Map<String, Object> config, DrainBudget budget) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.budget = budget;
    }

    @Override
    public void beginTransaction() {
        super.beginTransaction();
        budget.begun();
    }

    @Override
    public void commitTransaction() {
        super.commitTransaction();
        budget.ended();
    }

    @Override
    public void abortTransaction() {
        super.abortTransaction();
        budget.ended();
    }
}
