package dev.sluice.cli.up;

import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.PrivateFile;
import dev.sluice.settings.CommonSettings;
import dev.sluice.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The bearer token of an instance's administrative paths. */
final class AdminToken {
    private static final int RANDOM_BYTES = 24;

    private AdminToken() {}

    /** The user's own, else one that is made once and kept beside the data. */
    static String of(DataDirectory data) throws IOException {
        String own = new Settings(System.getenv()).get(CommonSettings.ADMIN_TOKEN);
        if (!own.isBlank()) {
            return own;
        }
        if (!Files.exists(data.adminToken())) {
            byte[] random = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(random);
            PrivateFile.write(data.adminToken(), HexFormat.of().formatHex(random));
        }
        return Files.readString(data.adminToken()).strip();
    }
}
