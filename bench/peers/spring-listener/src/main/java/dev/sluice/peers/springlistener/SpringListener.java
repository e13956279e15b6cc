package dev.sluice.peers.springlistener;

import dev.sluice.peers.ledger.LedgerWriter;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.transaction.annotation.Transactional;

/** A Spring Kafka batch listener: one transaction a batch; the container commits the offsets when it has returned. */
@SpringBootApplication
public class SpringListener {
    private final JdbcTemplate jdbc;

    SpringListener(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Runs until it is told to stop. */
    public static void main(String[] args) {
        SpringApplication.run(SpringListener.class, args);
    }

    /** Writes three rows an event. */
    @Transactional
    @KafkaListener(topics = "${PEER_TOPIC}", groupId = "${PEER_GROUP}")
    public void on(List<ConsumerRecord<byte[], byte[]>> records) {
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            LedgerWriter.writeAll(connection, records.stream());
            return null;
        });
    }
}
