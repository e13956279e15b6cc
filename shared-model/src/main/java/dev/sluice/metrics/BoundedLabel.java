package dev.sluice.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds the number of values that a label takes: those beyond it are counted together under {@value #OTHERS}. Whoever can write to a
 * topic can make names up, and each would be a series that is kept for as long as the process lives. Thread-safe.
 */
public final class BoundedLabel implements MeterFilter {
    /** Stands for all values beyond the bound. */
    public static final String OTHERS = "_other";

    private final String label;
    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** @param most different values that are shown */
    public BoundedLabel(String label, int most) {
        this.label = label;
        this.most = most;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        String value = id.getTag(label);
        // Two threads may both find room for a last one; what counts is that there is an end.
        if (value == null || known.contains(value) || (known.size() < most && known.add(value))) {
            return id;
        }
        return id.replaceTags(id.getTags().stream()
                .map(tag -> tag.getKey().equals(label) ? Tag.of(label, OTHERS) : tag)
                .toList());
    }
}
