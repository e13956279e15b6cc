package dev.sluice.cli.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Lets a running instance make and sign webhooks, so that its secrets need not be known here. */
record InstanceSender(RunFile run, Poster poster) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What came of one, as its sender would have seen it. */
    record Sent(int status, String answer, String type) {}

    /**
     * One webhook; empty where the instance has no such endpoint.
     *
     * @param body text; a sample when empty
     */
    Optional<Sent> send(String endpoint, Optional<String> type, Optional<byte[]> body)
            throws IOException, InterruptedException, CommandFailedException {
        ObjectNode wanted = JSON.createObjectNode().put("endpoint", endpoint);
        type.ifPresent(name -> wanted.put("type", name));
        body.ifPresent(bytes -> wanted.put("body", new String(bytes, UTF_8)));
        Poster.Answer answer = poster.send(new SignedRequest(
                "POST",
                run.managementUrl() + "/admin/test-webhook",
                RequestHeaders.of(
                        Map.of("content-type", "application/json", "authorization", "Bearer " + run.adminToken())),
                wanted.toString().getBytes(UTF_8)));
        JsonNode said = parsed(answer);
        return switch (answer.status()) {
            case 200 ->
                Optional.of(new Sent(
                        said.path("status").asInt(),
                        said.path("answer").asText(),
                        said.path("type").asText()));
            case 404 -> Optional.empty();
            default ->
                throw new CommandFailedException(
                        CommandFailedException.USAGE,
                        "the instance can't send this: " + said.path("detail").asText("status " + answer.status()));
        };
    }

    private static JsonNode parsed(Poster.Answer answer) throws CommandFailedException {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the instance answers " + answer.status() + " without JSON", e);
        }
    }
}
