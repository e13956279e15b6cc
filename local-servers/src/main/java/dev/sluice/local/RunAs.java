package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Who runs this process, and how root can run a program that refuses to be run by root. */
final class RunAs {
    // By number, since the group's name differs from system to system.
    private static final int NOBODY = 65534;

    private RunAs() {}

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /**
     * How to run Postgres.
     *
     * @param prefix words to put before the command
     * @param owner number of the user that its files must belong to; empty when they stay with the one who runs this
     */
    record Disguise(List<String> prefix, Optional<Integer> owner) {}

    /** How the current user can run Postgres, which refuses root. */
    static Disguise forPostgres() throws IOException, InterruptedException {
        if (!isRoot()) {
            return new Disguise(List.of(), Optional.empty());
        }
        // In a user namespace without a mapping root is nobody, but the files still belong to it.
        List<String> unshare = List.of("unshare", "-U");
        if (works(unshare)) {
            return new Disguise(unshare, Optional.empty());
        }
        List<String> nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
        if (works(nobody)) {
            return new Disguise(nobody, Optional.of(NOBODY));
        }
        throw new IOException(
                "Postgres refuses to run as root, and neither unshare nor setpriv works here; run this as another user");
    }

    private static boolean works(List<String> prefix) throws InterruptedException {
        List<String> line = Stream.concat(prefix.stream(), Stream.of("true")).toList();
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives a file or directory to a user. */
    static void give(Path file, int user) throws IOException {
        Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    }
}
