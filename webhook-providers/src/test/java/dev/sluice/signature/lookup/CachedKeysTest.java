package dev.sluice.signature.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Address;
import dev.sluice.signature.lookup.KeySource.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedKeysTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void keyIsAskedForAgainOnlyAfterAWhile() {
        CachedKeys<String> keys = keys("known");

        assertThat(keys.find("known", Optional.empty())).isEqualTo(new Answer.Found<>("key"));
        pass(CachedKeys.KEPT.minusSeconds(1));
        assertThat(keys.find("known", Optional.empty())).isEqualTo(new Answer.Found<>("key"));
        assertThat(asked).hasSize(1);

        pass(Duration.ofSeconds(2));
        assertThat(keys.find("known", Optional.empty())).isEqualTo(new Answer.Found<>("key"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void failureIsRememberedBriefly() {
        CachedKeys<String> keys = keys("known");

        keys.find("stranger", Optional.empty());
        keys.find("stranger", Optional.empty());
        assertThat(asked).hasSize(1);

        pass(CachedKeys.FAILURE_KEPT.plusSeconds(1));
        keys.find("stranger", Optional.empty());
        assertThat(asked).hasSize(2);
    }

    @Test
    void forgedNamesAreFewAndDoNotKeepKnownKeysAway() {
        CachedKeys<String> keys = keys("known");
        keys.find("known", Optional.empty());

        for (int i = 0; i < 10_000; i++) {
            assertThat(keys.find("forged-" + i, Optional.empty())).isInstanceOf(Answer.Unavailable.class);
        }

        // The budget goes on growing while the test runs.
        assertThat(asked).hasSizeBetween(CachedKeys.STRANGERS_PER_MINUTE, CachedKeys.STRANGERS_PER_MINUTE + 20);
        assertThat(keys.find("known", Optional.empty())).isEqualTo(new Answer.Found<>("key"));
        pass(CachedKeys.KEPT.plusSeconds(1));
        assertThat(keys.find("known", Optional.empty())).as("looked up again").isEqualTo(new Answer.Found<>("key"));
    }

    /** Of a provider that has never sent anything, while somebody else makes names up. */
    @Test
    void oneSenderOfForgedNamesDoesNotKeepAFirstKeyAway() {
        CachedKeys<String> keys = keys("known");
        Optional<Address> forger = Optional.of(new Address(1, 0));

        for (int i = 0; i < 10_000; i++) {
            keys.find("forged-" + i, forger);
        }

        // The budget goes on growing while the test runs.
        assertThat(asked).hasSizeBetween(CachedKeys.STRANGERS_PER_SENDER, CachedKeys.STRANGERS_PER_SENDER + 4);
        assertThat(keys.find("known", Optional.of(new Address(2, 0)))).isEqualTo(new Answer.Found<>("key"));
    }

    @Test
    void manyWhoAskAtOnceShareOneLookUp() throws Exception {
        CompletableFuture<Answer<String>> slow = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        CachedKeys<String> keys = new CachedKeys<>(
                name -> {
                    asked.add(name);
                    begun.countDown();
                    return slow;
                },
                clock::get);
        try (ExecutorService callers = Executors.newCachedThreadPool()) {
            List<Future<Answer<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(callers.submit(() -> keys.find("known", Optional.empty())));
            }
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            slow.complete(new Answer.Found<>("key"));
            for (Future<Answer<String>> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Answer.Found<>("key"));
            }
        }
        assertThat(asked).hasSize(1);
    }

    private CachedKeys<String> keys(String known) {
        return new CachedKeys<>(
                name -> {
                    asked.add(name);
                    return CompletableFuture.completedFuture(
                            name.equals(known) ? new Answer.Found<>("key") : new Answer.Unavailable<>("none"));
                },
                clock::get);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
