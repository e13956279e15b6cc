package dev.sluice.topic;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import dev.sluice.record.StoredRecord;
import dev.sluice.record.UndecodableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the topics more partitions, and takes along what the processor's stores hold. Each step may be done again after it was
 * interrupted: deliveries are moved in Kafka transactions, and a store's changelog goes only once it is empty.
 */
public final class PartitionRaise {
    private static final Duration LONGEST_STOP = Duration.ofMinutes(2);
    private static final Duration ASK_EVERY = Duration.ofMillis(500);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);
    private static final int MOST_A_TRANSACTION = 500;
    private static final long BYTES_A_TRANSACTION = 32L << 20;
    private static final String EVENT_ID = "ce_id";

    private final Admin admin;
    private final KafkaAddress kafka;
    private final Changelogs changelogs;
    private final Consumer<String> progress;

    /** @param progress is told of each step in a sentence */
    public PartitionRaise(Admin admin, KafkaAddress kafka, Changelogs changelogs, Consumer<String> progress) {
        this.admin = admin;
        this.kafka = kafka;
        this.changelogs = changelogs;
        this.progress = progress;
    }

    /**
     * On return all topics have that many partitions, and the processor may start. Instances that run end by themselves once the
     * topics have more partitions than their changelogs.
     *
     * @param partitions at least as many as any of them has
     * @throws IllegalArgumentException if one has more: Kafka can't take partitions away
     * @throws KafkaException if the broker refuses, or an instance does not end; it may be tried again
     */
    public void to(int partitions) throws InterruptedException {
        PartitionCounts before = PartitionCounts.of(admin, changelogs);
        if (before.most() > partitions) {
            throw new IllegalArgumentException(
                    "Kafka can't take partitions away: there are topics with " + before.most() + " already");
        }
        if (before.topics().size() < 3) {
            throw new KafkaException("there are not all topics yet: start the services once");
        }
        raise(before.topics(), partitions);
        if (before.changelogs().values().stream().allMatch(count -> count == partitions)) {
            progress.accept("the stores have " + partitions + " partitions or do not exist yet: nothing to move");
            return;
        }
        awaitNoMembers();
        if (before.changelogs().containsKey(changelogs.waiting())) {
            // Until nothing is there any more: an instance may have ended with something on its way.
            progress.accept(moveWaiting() + moveWaiting() + " waiting deliveries have been put onto " + Topics.RETRY
                    + " as they were");
        }
        for (String changelog : changelogs.all()) {
            if (before.changelogs().containsKey(changelog)) {
                delete(changelog);
            }
        }
        progress.accept("the processor may run again, with " + partitions + " partitions");
    }

    private void raise(Map<String, Integer> topics, int partitions) throws InterruptedException {
        Map<String, NewPartitions> wanted = new HashMap<>();
        topics.forEach((topic, count) -> {
            if (count < partitions) {
                wanted.put(topic, NewPartitions.increaseTo(partitions));
            }
        });
        if (!wanted.isEmpty()) {
            done(() -> admin.createPartitions(wanted).all().get());
            progress.accept(
                    wanted.keySet().stream().sorted().collect(joining(", ")) + " have " + partitions + " partitions");
        }
    }

    /** With an instance that still writes to its changelog, what it writes last would be lost. */
    private void awaitNoMembers() throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
        long told = System.nanoTime() - TELL_EVERY.toNanos();
        for (Set<String> members = members(); !members.isEmpty(); members = members()) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("still running: " + String.join(", ", members)
                        + "; stop these instances and run the same command again");
            }
            if (System.nanoTime() - told >= TELL_EVERY.toNanos()) {
                told = System.nanoTime();
                progress.accept("waiting for the processor's instances to end: " + String.join(", ", members));
            }
            TimeUnit.NANOSECONDS.sleep(ASK_EVERY.toNanos());
        }
    }

    private Set<String> members() throws InterruptedException {
        String group = changelogs.applicationId();
        try {
            return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                    .flatMap(found -> found.members().stream())
                    .map(member -> member.groupInstanceId().orElse(member.clientId()) + " on " + member.host())
                    .collect(toCollection(TreeSet::new));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Set.of();
            }
            throw new KafkaException("could not describe the group " + group + ": " + e.getMessage(), e);
        }
    }

    private long moveWaiting() throws InterruptedException {
        long[] moved = {0};
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            // Ends what another run of this may have left open.
            producer.initTransactions();
            Transaction transaction = new Transaction(producer);
            new CompactedTopic(kafka, changelogs.waiting()).read(entry -> {
                transaction.send(onRetry(entry.key(), entry.value()), entry.value().length);
                // In the same transaction, so that what is there after an interruption is what has not been moved.
                transaction.send(
                        new ProducerRecord<>(changelogs.waiting(), entry.partition(), entry.key(), null),
                        entry.key().length);
                moved[0]++;
            });
            transaction.commit();
        }
        return moved[0];
    }

    /** What can't be decoded goes as it is: the processor makes a dead letter of it. */
    private static ProducerRecord<byte[], byte[]> onRetry(byte[] key, byte[] stored) {
        ProducerRecord<byte[], byte[]> undecodable = new ProducerRecord<>(Topics.RETRY, key, stored);
        try {
            StoredRecord waiting = StoredRecord.read(stored);
            @Nullable Header id = waiting.headers().lastHeader(EVENT_ID);
            return id == null
                    ? undecodable
                    : new ProducerRecord<>(Topics.RETRY, null, null, id.value(), waiting.value(), waiting.headers());
        } catch (UndecodableRecordException e) {
            return undecodable;
        }
    }

    /** Sends in transactions of a bounded size. */
    private static final class Transaction {
        private final KafkaProducer<byte[], byte[]> producer;
        private int records;
        private long bytes;

        Transaction(KafkaProducer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        void send(ProducerRecord<byte[], byte[]> message, int size) {
            if (message.value() != null && (records >= MOST_A_TRANSACTION || bytes >= BYTES_A_TRANSACTION)) {
                commit();
            }
            if (records == 0) {
                producer.beginTransaction();
            }
            records++;
            bytes += size;
            // A failure leaves the transaction in a state in which the commit says so.
            var unused = producer.send(message);
        }

        void commit() {
            if (records > 0) {
                producer.commitTransaction();
                records = 0;
                bytes = 0;
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() throws InterruptedException {
        int largest = RecordSizes.largest(admin, Topics.RETRY);
        return new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        changelogs.applicationId() + "-partitions",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        largest,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        BYTES_A_TRANSACTION + 2L * largest)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void delete(String changelog) throws InterruptedException {
        Set<Uuid> ids = done(() -> admin.listTopics().listings().get()).stream()
                .filter(topic -> topic.name().equals(changelog))
                .map(TopicListing::topicId)
                .collect(toSet());
        done(() -> admin.deleteTopics(List.of(changelog)).all().get());
        // Not by its name: an instance that waits for this makes a new one at once.
        while (done(() -> admin.listTopics().listings().get()).stream()
                .anyMatch(topic -> ids.contains(topic.topicId()))) {
            TimeUnit.NANOSECONDS.sleep(ASK_EVERY.toNanos());
        }
        progress.accept(changelog + " has been deleted; the processor makes it anew");
    }

    private interface Call<T> {
        T make() throws ExecutionException, InterruptedException;
    }

    private static <T> T done(Call<T> call) throws InterruptedException {
        try {
            return call.make();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new KafkaException("a topic has been deleted meanwhile: " + e.getMessage(), e);
            }
            throw new KafkaException(String.valueOf(e.getMessage()), e);
        }
    }
}
