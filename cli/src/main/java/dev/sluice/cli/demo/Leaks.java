package dev.sluice.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for secrets and signatures where they must not be. */
final class Leaks {
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

    private final List<Endpoint> endpoints;
    private final Set<String> signatures = new HashSet<>();
    private final List<String> found = new ArrayList<>();

    Leaks(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** What is found in the services' logs and in the answers. */
    List<String> in(DataDirectory data, List<Sent> sent) throws IOException {
        sent.forEach(one -> one.request().headers().asMap().values().stream()
                .flatMap(List::stream)
                .forEach(value -> signaturesIn(value).forEach(signatures::add)));
        for (Path log : List.of(data.log("ingest"), data.log("processor"))) {
            look(log.getFileName().toString(), Files.readString(log, ISO_8859_1));
        }
        for (Sent one : sent) {
            look("an answer", one.answer().body());
        }
        return found;
    }

    private void look(String place, String text) {
        for (Endpoint endpoint : endpoints) {
            for (Secret secret : endpoint.secrets()) {
                if (text.contains(secret.text())) {
                    found.add(place + " has " + secret.label() + " of " + endpoint.name());
                }
            }
        }
        if (signaturesIn(text).anyMatch(signatures::contains)) {
            found.add(place + " has a signature");
        }
    }

    private static Stream<String> signaturesIn(String text) {
        return SIGNATURE.matcher(text).results().map(MatchResult::group);
    }
}
