package dev.sluice.start;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.jar.JarFile;

/**
 * The main class of every program's jar. Its class file is of Java 8, so that a Java which is too old for the rest says so in
 * a sentence, and not by an {@link UnsupportedClassVersionError}.
 */
public final class Start {
    private static final int LEAST = 21;
    /** EX_UNAVAILABLE of sysexits.h, which the launcher {@code sluice} ends with as well. */
    private static final int TOO_OLD = 69;

    private Start() {}

    /**
     * Runs the program that the jar's manifest names as {@code Program-Class}.
     *
     * @throws Throwable whatever the program's own main method throws
     */
    public static void main(String[] arguments) throws Throwable {
        String version = System.getProperty("java.specification.version");
        if (release(version) < LEAST) {
            System.err.println(refusal(version, System.getProperty("java.home")));
            System.exit(TOO_OLD);
        }
        try {
            Class.forName(program()).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** The feature release: 8 of {@code 1.8}, 25 of {@code 25}. */
    static int release(String version) {
        return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    }

    /** What is said of a Java that is too old, and what to do about it. */
    static String refusal(String version, String home) {
        return "Sluice needs Java " + LEAST + " or later, and this is Java " + version + " (" + home
                + "): run it with the java of a newer JDK.";
    }

    /** With {@code -jar} the class path is that jar. */
    private static String program() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("java.class.path"))) {
            return jar.getManifest().getMainAttributes().getValue("Program-Class");
        }
    }
}
