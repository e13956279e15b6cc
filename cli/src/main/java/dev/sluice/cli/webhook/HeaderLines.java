package dev.sluice.cli.webhook;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.signature.RequestHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Headers as people write them: {@code Name: value}. */
public final class HeaderLines {
    private HeaderLines() {}

    /** The headers that the lines say; one that comes several times has several values. */
    public static RequestHeaders parsed(List<String> lines) throws CommandFailedException {
        Map<String, List<String>> parsed = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                // Not the line itself: it may be a part of a secret.
                throw new CommandFailedException(
                        CommandFailedException.USAGE,
                        "a header is not of the form 'Name: value' (" + line.length() + " characters, no colon)");
            }
            parsed.computeIfAbsent(line.substring(0, colon).strip(), header -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return RequestHeaders.ofAll(parsed);
    }
}
