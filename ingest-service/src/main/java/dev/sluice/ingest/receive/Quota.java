package dev.sluice.ingest.receive;

import dev.sluice.access.Address;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * So much of something and no more. No address holds more than its share, and addresses that have not proven themselves
 * leave a quarter to those that have. Thread-safe.
 */
final class Quota {
    private static final int RESERVED = 4;

    private final int most;
    private final int mostPerAddress;
    private final Semaphore all;
    private final Semaphore unproven;
    private final Map<Address, Integer> byAddress = new ConcurrentHashMap<>();
    private volatile long givenBack = System.nanoTime();
    /** Whether somebody was turned away since, for all of them being taken. */
    private volatile boolean exhausted;

    Quota(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
        this.all = new Semaphore(most);
        this.unproven = new Semaphore(most - most / RESERVED);
    }

    /** Takes so many, or none and returns false. */
    boolean take(Sender sender, int count) {
        if (!takeShare(sender, count)) {
            return false;
        }
        if (!sender.proven() && !unproven.tryAcquire(count)) {
            return turnedAway(sender, count);
        }
        if (!all.tryAcquire(count)) {
            if (!sender.proven()) {
                unproven.release(count);
            }
            return turnedAway(sender, count);
        }
        return true;
    }

    private boolean turnedAway(Sender sender, int count) {
        exhausted = true;
        giveBackShare(sender, count);
        return false;
    }

    void giveBack(Sender sender, int count) {
        if (count == 0) {
            return;
        }
        givenBack = System.nanoTime();
        exhausted = false;
        all.release(count);
        if (!sender.proven()) {
            unproven.release(count);
        }
        giveBackShare(sender, count);
    }

    /** Whether somebody is turned away, and for longer than {@code longest} nothing has come back. */
    boolean isStuck(Duration longest, long now) {
        return exhausted && now - givenBack > longest.toNanos();
    }

    /** How many are taken now. */
    int taken() {
        return most - all.availablePermits();
    }

    private boolean takeShare(Sender sender, int count) {
        if (sender.share().isEmpty()) {
            return true;
        }
        boolean[] taken = new boolean[1];
        byAddress.compute(sender.share().get(), (address, held) -> {
            int next = (held == null ? 0 : held) + count;
            taken[0] = next <= mostPerAddress;
            return taken[0] ? Integer.valueOf(next) : held;
        });
        return taken[0];
    }

    private void giveBackShare(Sender sender, int count) {
        sender.share()
                .ifPresent(address -> byAddress.computeIfPresent(
                        address, (same, held) -> held == count ? null : Integer.valueOf(held - count)));
    }

    /**
     * Who takes.
     *
     * @param share whose share it is; empty: of nobody, as behind a proxy that does not say for whom it speaks
     * @param proven whether genuine requests came from there lately
     */
    record Sender(Optional<Address> share, boolean proven) {}
}
