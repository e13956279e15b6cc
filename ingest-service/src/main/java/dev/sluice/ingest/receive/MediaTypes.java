package dev.sluice.ingest.receive;

import dev.sluice.provider.BodyFormat;
import java.util.Locale;

/** Which content types carry a body format. */
final class MediaTypes {
    private MediaTypes() {}

    /** @param contentType the header as sent, parameters included */
    static boolean carry(BodyFormat format, String contentType) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
        return switch (format) {
            case JSON -> type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
        };
    }
}
