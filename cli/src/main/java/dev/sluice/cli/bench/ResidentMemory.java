package dev.sluice.cli.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory programs hold, as Linux counts it. */
final class ResidentMemory {
    private static final Pattern LINE = Pattern.compile("^(Rss\\w+):\\s+(\\d+) kB$", Pattern.MULTILINE);
    private static final long KIB_PER_MIB = 1024;

    private ResidentMemory() {}

    /** In MiB, of a process and all it has started; empty where the system doesn't tell. */
    static Optional<Long> of(long pid) {
        return mebibytes(new ProcessFamily(pid).read("status"));
    }

    /** What belongs to a process alone is added up; what Postgres' processes share counts once. */
    static Optional<Long> mebibytes(List<String> statuses) {
        long own = 0;
        Map<String, Long> shared = new HashMap<>();
        for (String status : statuses) {
            Matcher lines = LINE.matcher(status);
            while (lines.find()) {
                long kibibytes = Long.parseLong(lines.group(2));
                if (lines.group(1).equals("RssAnon")) {
                    own += kibibytes;
                } else {
                    shared.merge(lines.group(1), kibibytes, Math::max);
                }
            }
        }
        long all = own + shared.values().stream().mapToLong(Long::longValue).sum();
        return all == 0 ? Optional.empty() : Optional.of(all / KIB_PER_MIB);
    }
}
