package dev.sluice.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.provider.Endpoint;
import dev.sluice.sample.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of real GitHub deliveries, one <code>{"type":…,"body":…}</code> a line. */
record Corpus(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    List<DemoRequest.Genuine> requests(Endpoint github, String ingestUrl, RunIds ids) throws CommandFailedException {
        List<DemoRequest.Genuine> requests = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, UTF_8)) {
                if (!line.isBlank()) {
                    JsonNode delivery = JSON.readTree(line);
                    Webhook webhook = new Webhook(
                            github,
                            ids.nextOfCorpus(),
                            delivery.path("type").asText(),
                            JSON.writeValueAsBytes(delivery.path("body")));
                    requests.add(new DemoRequest.Genuine(
                            webhook, ingestUrl + github.paths().get(0)));
                }
            }
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "the corpus " + file + " can't be read: " + e.getMessage(), e);
        }
        return requests;
    }
}
