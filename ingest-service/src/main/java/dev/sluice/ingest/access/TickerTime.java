package dev.sluice.ingest.access;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;

/** The time of a ticker, for token buckets. */
record TickerTime(Ticker ticker) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
        return ticker.read();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
