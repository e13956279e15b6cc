package dev.sluice.ingest;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files the process may open. */
final class FileDescriptors {
    /** For jars, the producer's connections, the management port, and the files that are read again when they change. */
    private static final int KEPT = 256;

    private FileDescriptors() {}

    /** As many connections as are wanted, or as the system leaves room for. */
    static int left(int wanted) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(wanted, Math.max(KEPT, unix.getMaxFileDescriptorCount() - KEPT))
                : wanted;
    }
}
