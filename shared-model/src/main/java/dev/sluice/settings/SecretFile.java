package dev.sluice.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What a file holds that is to have a secret in it, such as {@code /run/secrets/postgres_password}.
 *
 * @param content without the line end that editors put last; empty with a refusal
 * @param refusal why it is no secret, empty where it is; never what the file holds
 */
record SecretFile(String content, String refusal) {
    static SecretFile read(String path) {
        try {
            String content = Files.readString(Path.of(path)).replaceFirst("\\r?\\n\\z", "");
            return content.isBlank()
                    ? new SecretFile("", "the file '" + path + "' is empty")
                    : new SecretFile(content, "");
        } catch (IOException | InvalidPathException e) {
            return new SecretFile("", "the file '" + path + "' can't be read");
        }
    }
}
