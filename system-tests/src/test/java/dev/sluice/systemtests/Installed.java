package dev.sluice.systemtests;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs that a test needs and the build does not bring along. */
final class Installed {
    private Installed() {}

    /**
     * Where the program is. Without it the test is left out; where a CI runs it fails, since a test that is left out would look like one
     * that passed.
     */
    static String program(String name, String debianPackage) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> {
                    String missing = name + " is not installed (Debian's package " + debianPackage + ")";
                    return System.getenv("CI") == null ? abort(missing) : fail(missing);
                });
    }
}
