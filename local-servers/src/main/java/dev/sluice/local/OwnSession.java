package dev.sluice.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Words to put before a command so that it runs in a session of its own. Ctrl-C is sent to the whole foreground group:
 * without this, broker and database would go down at the same moment as the services that still need them.
 */
final class OwnSession {
    private static final List<String> PREFIX = find();

    private OwnSession() {}

    static List<String> prefix() {
        return PREFIX;
    }

    private static List<String> find() {
        Optional<String> setsid = OnPath.find("setsid");
        if (setsid.isPresent()) {
            return List.of(setsid.get());
        }
        // macOS has no setsid, but perl.
        return OnPath.find("perl")
                .map(perl -> List.of(perl, "-e", "use POSIX; POSIX::setsid(); exec @ARGV or die", "--"))
                .orElse(List.of());
    }

    /** Looks programs up as a shell does. */
    static final class OnPath {
        private OnPath() {}

        static Optional<String> find(String program) {
            String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";
            return Stream.of(path.split(":", -1))
                    .filter(directory -> !directory.isEmpty())
                    .map(directory -> Path.of(directory, program))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst();
        }
    }
}
