package dev.sluice.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.webhook.Poster;
import dev.sluice.cli.webhook.SigningKey;
import dev.sluice.handshake.Handshake.Means;
import dev.sluice.handshake.HandshakeKind;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignatureScheme.Keys;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Asks a running instance whether it has every endpoint, and whether it answers each provider's handshake as it should.
 * Nothing that is asked becomes an event, or a refusal.
 */
record EndpointProbes(EndpointCatalog endpoints, RunFile run, DataDirectory data) {
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
                findings.add(
                        known.contains(endpoint.name())
                                ? new Finding.Ok("endpoint " + endpoint.name() + ": the instance has it at "
                                        + String.join(", ", endpoint.paths()))
                                : new Finding.Fail(
                                        "endpoint " + endpoint.name() + ": is not known to the instance", RESTART));
                for (HandshakeKind kind : HandshakeKind.values()) {
                    if (endpoint.handshakes().contains(kind.handshake())) {
                        findings.add(handshake(poster, endpoint, kind));
                    }
                }
            }
        } catch (IOException e) {
            findings.add(new Finding.Fail(
                    "endpoints: nothing answers at " + run.ingestUrl(), "Read the ingest service's log."));
        }
        return findings;
    }

    /** Asked on the management port: on the public one it would be counted, logged and recorded as a refusal. */
    private Set<String> known(Poster poster) throws IOException, InterruptedException {
        Set<String> names = new HashSet<>();
        String list = poster.send(new SignedRequest(
                        "GET",
                        run.managementUrl() + "/admin/endpoints",
                        RequestHeaders.of(Map.of("authorization", "Bearer " + run.adminToken())),
                        new byte[0]))
                .body();
        for (JsonNode endpoint : JSON.readTree(list).path("endpoints")) {
            names.add(endpoint.path("name").asText());
        }
        return names;
    }

    private Finding handshake(Poster poster, Endpoint endpoint, HandshakeKind kind)
            throws IOException, InterruptedException {
        String what = "endpoint " + endpoint.name() + ": handshake of "
                + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (endpoint.secrets().isEmpty() && endpoint.scheme().keys() == Keys.SECRETS) {
            return new Finding.Ok(what + " is not tried: the endpoint's secret is not at hand here");
        }
        String url = run.ingestUrl() + endpoint.paths().getFirst();
        Instant now = Instant.now();
        SignedRequest question;
        try {
            question = kind.handshake().isSigned()
                    ? HandshakeQuestion.signed(kind, endpoint, url, SigningKey.of(endpoint, null, data), now)
                    : HandshakeQuestion.unsigned(kind, endpoint, url);
        } catch (CommandFailedException e) {
            return new Finding.Ok(what + " can only be begun by the provider");
        }
        HandshakeReply expected =
                kind.handshake().reply(question, new Means(endpoint.currentSecrets(now), endpoint.options()));
        Poster.Answer answer = poster.send(question);
        return switch (expected) {
            case HandshakeReply.Answered right
            when right.status() == answer.status() && right.body().equals(answer.body()) ->
                new Finding.Ok(what + " is answered");
            case HandshakeReply.Answered ignored ->
                new Finding.Fail(what + " is not answered as it should be (" + answer.status() + ")", RESTART);
            case HandshakeReply.Rejected refused ->
                new Finding.Fail(what + " would be refused: " + refused.finding(), "Check the endpoint's options.");
            case HandshakeReply.NotOne ignored ->
                throw new IllegalStateException(kind + " does not know its own question");
        };
    }
}
