package dev.sluice.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.webhook.Poster;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks a running instance whether it has every endpoint, and whether it answers each provider's handshake as it should. It is
 * asked on the management port: on the public one the questions would be counted, and refusals of them logged and recorded.
 */
record EndpointProbes(EndpointCatalog endpoints, RunFile run) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESTART = "Let the instance read its endpoints.yaml again, or restart it.";

    List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (Poster poster = new Poster("doctor")) {
            Set<String> known = known(poster);
            for (Endpoint endpoint : endpoints.all()) {
                if (!endpoint.enabled()) {
                    continue;
                }
                String who = "endpoint " + endpoint.name() + ": ";
                if (known.contains(endpoint.name())) {
                    findings.add(new Finding.Ok(who + "the instance has it at " + String.join(", ", endpoint.paths())));
                    findings.addAll(handshakes(poster, endpoint, who));
                } else {
                    findings.add(new Finding.Fail(who + "is not known to the instance", RESTART));
                }
            }
        } catch (IOException e) {
            findings.add(new Finding.Fail(
                    "endpoints: nothing answers at " + run.managementUrl(), "Read the ingest service's log."));
        }
        return findings;
    }

    private Set<String> known(Poster poster) throws IOException, InterruptedException {
        Set<String> names = new HashSet<>();
        for (JsonNode endpoint : ask(poster, "GET", "/admin/endpoints", "").path("endpoints")) {
            names.add(endpoint.path("name").asText());
        }
        return names;
    }

    private List<Finding> handshakes(Poster poster, Endpoint endpoint, String who)
            throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        if (endpoint.handshakes().isEmpty()) {
            return findings;
        }
        String asked = JSON.createObjectNode().put("endpoint", endpoint.name()).toString();
        for (JsonNode trial :
                ask(poster, "POST", "/admin/test-handshakes", asked).path("handshakes")) {
            String what = who + "handshake of " + trial.path("kind").asText();
            String finding = trial.path("finding").asText();
            findings.add(
                    switch (trial.path("outcome").asText()) {
                        case "answered" -> new Finding.Ok(what + " is answered");
                        case "not_tried" -> new Finding.Ok(what + " is not tried: " + finding);
                        default -> new Finding.Fail(what + " is refused: " + finding, "Check the endpoint's options.");
                    });
        }
        return findings;
    }

    private JsonNode ask(Poster poster, String method, String path, String body)
            throws IOException, InterruptedException {
        return JSON.readTree(poster.send(new SignedRequest(
                        method,
                        run.managementUrl() + path,
                        RequestHeaders.of(Map.of(
                                "authorization", "Bearer " + run.adminToken(), "content-type", "application/json")),
                        body.getBytes(UTF_8)))
                .body());
    }
}
