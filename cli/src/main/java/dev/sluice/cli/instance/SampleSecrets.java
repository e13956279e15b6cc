package dev.sluice.cli.instance;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Made-up secrets for the examples, different in every data directory and kept there. */
final class SampleSecrets {
    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");
    private static final int RANDOM_BYTES = 8;

    private SampleSecrets() {}

    /** Value by name, for every {@code ${NAME}} in the file. */
    static Map<String, String> of(Path endpoints, DataDirectory data) throws CommandFailedException {
        try {
            Map<String, String> secrets = new TreeMap<>();
            if (Files.exists(data.sampleSecrets())) {
                Files.readAllLines(data.sampleSecrets()).forEach(line -> {
                    String[] parts = line.split("=", 2);
                    if (parts.length == 2) {
                        secrets.put(parts[0], parts[1]);
                    }
                });
            }
            Matcher names = NAME.matcher(Files.readString(endpoints));
            boolean added = false;
            while (names.find()) {
                added |= secrets.putIfAbsent(names.group(1), made(names.group(1))) == null;
            }
            if (added) {
                data.create();
                PrivateFile.write(
                        data.sampleSecrets(),
                        secrets.entrySet().stream()
                                .map(secret -> secret.getKey() + "=" + secret.getValue() + "\n")
                                .collect(joining()));
            }
            return secrets;
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the secrets of the examples can't be kept: " + e.getMessage(), e);
        }
    }

    private static String made(String name) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return "fake-" + name.toLowerCase(Locale.ROOT).replace('_', '-') + "-"
                + HexFormat.of().formatHex(random);
    }
}
