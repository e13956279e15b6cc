package dev.sluice.signature;

import java.util.Map;

/**
 * A URL as HubSpot signs it in version 3: some escapes decoded, those that begin the query left alone.
 *
 * @see <a href="https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests">HubSpot</a>
 */
final class HubSpotUrl {
    private static final Map<String, String> DECODED = Map.ofEntries(
            Map.entry("%3A", ":"),
            Map.entry("%2F", "/"),
            Map.entry("%3F", "?"),
            Map.entry("%40", "@"),
            Map.entry("%21", "!"),
            Map.entry("%24", "$"),
            Map.entry("%27", "'"),
            Map.entry("%28", "("),
            Map.entry("%29", ")"),
            Map.entry("%2A", "*"),
            Map.entry("%2C", ","),
            Map.entry("%3B", ";"));

    private HubSpotUrl() {}

    static String decoded(String url) {
        if (url.indexOf('%') < 0) {
            return url;
        }
        StringBuilder decoded = new StringBuilder(url.length());
        for (int i = 0; i < url.length(); ) {
            String escape = url.charAt(i) == '%' && i + 3 <= url.length() ? url.substring(i, i + 3) : "";
            String plain = DECODED.getOrDefault(escape.toUpperCase(java.util.Locale.ROOT), "");
            decoded.append(plain.isEmpty() ? url.substring(i, i + 1) : plain);
            i += plain.isEmpty() ? 1 : 3;
        }
        return decoded.toString();
    }
}
