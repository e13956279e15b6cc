package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How many events a program says it has brought into Postgres since it was started. */
interface EventCount extends AutoCloseable {
    Duration LONGEST_STANDSTILL = Duration.ofMinutes(2);

    /** The number now. */
    long read() throws IOException, InterruptedException, CommandFailedException;

    /** How often it may be asked without disturbing what is measured. */
    Duration interval();

    @Override
    default void close() {}

    /** The first number that is not below another; gives up when it grows no more. */
    default long await(long count) throws IOException, InterruptedException, CommandFailedException {
        long last = Long.MIN_VALUE;
        long grown = System.nanoTime();
        while (true) {
            long now = read();
            if (now >= count) {
                return now;
            }
            if (now > last) {
                last = now;
                grown = System.nanoTime();
            } else if (System.nanoTime() - grown > LONGEST_STANDSTILL.toNanos()) {
                throw new CommandFailedException(
                        CommandFailedException.FAILED,
                        "only " + now + " of " + count + " events were applied, and no more for "
                                + LONGEST_STANDSTILL.toMinutes() + " min; the log of the program may say why");
            }
            TimeUnit.NANOSECONDS.sleep(interval().toNanos());
        }
    }
}
