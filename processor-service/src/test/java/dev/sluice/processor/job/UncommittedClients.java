package dev.sluice.processor.job;

import dev.sluice.processor.streams.FlushingClients;
import dev.sluice.processor.streams.FlushingProducer;
import dev.sluice.processor.streams.ThreadBatches;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.ProducerFencedException;

/** As a crash between the two commits leaves it: Postgres has the batch, and no Kafka transaction is ever committed. */
final class UncommittedClients extends FlushingClients {
    private final ThreadBatches batches;

    UncommittedClients(ThreadBatches batches) {
        super(batches);
        this.batches = batches;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new FlushingProducer(config, batches) {
            @Override
            public void commitTransaction() {
                throw new ProducerFencedException("as the test wants it");
            }
        };
    }
}
