package dev.sluice.cli.doctor;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.webhook.Poster;
import dev.sluice.cli.webhook.SigningKey;
import dev.sluice.handshake.Handshake.Means;
import dev.sluice.handshake.HandshakeKind;
import dev.sluice.handshake.HandshakeReply;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Asks a running instance on every endpoint's path: whether it is there, and whether it answers its provider's handshake as
 * it should. Nothing that is asked becomes an event.
 */
record EndpointProbes(EndpointCatalog endpoints, String ingestUrl, DataDirectory data) {
    private static final String RESTART = "Let the instance read its endpoints.yaml again, or restart it.";

    List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (Poster poster = new Poster()) {
            for (Endpoint endpoint : endpoints.all()) {
                if (!endpoint.enabled()) {
                    continue;
                }
                for (String path : endpoint.paths()) {
                    findings.add(reachable(poster, endpoint, path));
                }
                for (HandshakeKind kind : HandshakeKind.values()) {
                    if (endpoint.handshakes().contains(kind.handshake())) {
                        findings.add(handshake(poster, endpoint, kind));
                    }
                }
            }
        } catch (IOException e) {
            findings.add(
                    new Finding.Fail("endpoints: nothing answers at " + ingestUrl, "Read the ingest service's log."));
        }
        return findings;
    }

    /** Asked with a method that no webhook has. */
    private Finding reachable(Poster poster, Endpoint endpoint, String path) throws IOException, InterruptedException {
        String what = "endpoint " + endpoint.name() + ": " + path;
        int status = poster.send(new SignedRequest("PUT", ingestUrl + path, RequestHeaders.of(Map.of()), new byte[0]))
                .status();
        if (status == 405 || endpoint.refusalStatus().orElse(405) == status) {
            return new Finding.Ok(what + " is there");
        }
        return switch (status) {
            case 404 -> new Finding.Fail(what + " is not known to the instance", RESTART);
            case 403, 429 ->
                new Finding.Warn(
                        what + " is there, and refuses this machine (" + status + ")",
                        "Nothing to do, if only the provider is to come in.");
            default -> new Finding.Warn(what + " answers " + status, "Read the ingest service's log.");
        };
    }

    private Finding handshake(Poster poster, Endpoint endpoint, HandshakeKind kind)
            throws IOException, InterruptedException {
        String what = "endpoint " + endpoint.name() + ": handshake of "
                + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String url = ingestUrl + endpoint.paths().getFirst();
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
