package dev.sluice.cli.instance;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Made-up secrets for the examples, different in every data directory and kept there; beside each public key the private
 * one, so that what its provider alone could sign can be signed here.
 */
public final class SampleSecrets {
    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");
    private static final String PRIVATE_KEY = "_PRIVATE_KEY";

    private final Map<String, String> kept;

    private SampleSecrets(Map<String, String> kept) {
        this.kept = kept;
    }

    /** Those of a file: one for every {@code ${NAME}} in it, made if it is not kept yet. */
    static SampleSecrets of(Path endpoints, DataDirectory data) throws CommandFailedException {
        try {
            Map<String, String> secrets = read(data);
            Map<String, KeyUse> uses = KeyUse.in(endpoints);
            Matcher names = NAME.matcher(Files.readString(endpoints));
            int before = secrets.size();
            while (names.find()) {
                String name = names.group(1);
                if (!secrets.containsKey(name)) {
                    MadeUpKey made = MadeUpKey.of(name, Optional.ofNullable(uses.get(name)));
                    secrets.put(name, made.text());
                    made.privateKey().ifPresent(key -> secrets.put(name + PRIVATE_KEY, key));
                }
            }
            if (secrets.size() > before) {
                data.create();
                PrivateFile.write(
                        data.sampleSecrets(),
                        secrets.entrySet().stream()
                                .map(secret -> secret.getKey() + "=" + secret.getValue() + "\n")
                                .collect(joining()));
            }
            return new SampleSecrets(secrets);
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the secrets of the examples can't be kept: " + e.getMessage(), e);
        }
    }

    /** The private key that was made together with a public one, if it was made here. */
    public static Optional<String> privateKey(String publicKey, DataDirectory data) throws CommandFailedException {
        try {
            Map<String, String> secrets = read(data);
            return secrets.entrySet().stream()
                    .filter(secret -> secret.getValue().equals(publicKey))
                    .flatMap(secret -> Optional.ofNullable(secrets.get(secret.getKey() + PRIVATE_KEY)).stream())
                    .findFirst();
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, data.sampleSecrets() + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Value by name; private keys are not among them. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>(kept);
        values.keySet().removeIf(name -> name.endsWith(PRIVATE_KEY));
        return values;
    }

    private static Map<String, String> read(DataDirectory data) throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        if (Files.exists(data.sampleSecrets())) {
            for (String line : Files.readAllLines(data.sampleSecrets())) {
                String[] parts = line.split("=", 2);
                if (parts.length == 2) {
                    secrets.put(parts[0], parts[1]);
                }
            }
        }
        return secrets;
    }
}
