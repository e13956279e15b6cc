package dev.sluice.processor.streams;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.HistogramType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBufferManager;

/** Gives all RocksDB stores of the process one bounded cache, and tunes them for looking up what is not there. */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    private static final long BLOCK_CACHE_BYTES = 128L << 20;
    private static final long WRITE_BUFFER_BYTES = 64L << 20;

    /** Part of a write buffer that its filter takes. */
    private static final double MEMTABLE_FILTER = 0.1;

    // Shared by every store and never closed: they live as long as the process.
    private static final Cache CACHE = new LRUCache(BLOCK_CACHE_BYTES);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

    /** Of all stores together; without the histograms, which cost most. */
    private static final Statistics STATISTICS = new Statistics(EnumSet.allOf(HistogramType.class));

    /** How long writes to the stores of this process have been held up so far. */
    public static Duration writeStalls() {
        return Duration.of(STATISTICS.getTickerCount(TickerType.STALL_MICROS), ChronoUnit.MICROS);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setFilterPolicy(new BloomFilter(10));
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setStatistics(STATISTICS);
        // Streams assumes lookups that hit and then leaves the last level without filters; deduplication mostly misses.
        options.setOptimizeFiltersForHits(false);
        // A filter in memory as well: without it a look-up of what is not there walks through all that was written
        // last.
        options.setMemtableWholeKeyFiltering(true);
        options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER);
    }

    @Override
    public void close(String storeName, Options options) {}
}
