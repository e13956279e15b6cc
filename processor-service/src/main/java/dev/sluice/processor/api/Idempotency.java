package dev.sluice.processor.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.body.Sha256;
import dev.sluice.processor.ledger.ApiRequestTable;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.QueryRefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does a request with an {@code Idempotency-Key} once, however often it is sent within a day. One that is refused is not remembered.
 * Thread-safe.
 */
final class Idempotency {
    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST = 255;

    private final ApiRequestTable requests;

    Idempotency(ApiRequestTable requests) {
        this.requests = requests;
    }

    /** Answers a request that may change something. */
    interface Change {
        Reply make(Call call, ObjectNode body)
                throws ProblemException, LedgerUnavailableException, QueryRefusedException, InterruptedException;
    }

    Reply once(Call call, Change change)
            throws ProblemException, LedgerUnavailableException, QueryRefusedException, InterruptedException {
        call.parameters(List.of());
        byte[] bytes = call.bytes();
        Optional<String> key = call.header(HEADER);
        if (key.isEmpty()) {
            return change.make(call, Call.json(bytes));
        }
        if (key.get().isBlank() || key.get().length() > LONGEST) {
            throw new ProblemException(
                    400, "idempotency_key_invalid", "An Idempotency-Key has from 1 to " + LONGEST + " characters.");
        }
        String caller = call.caller().role().word() + ":" + call.caller().name();
        String fingerprint = Sha256.hex((call.context().path() + "\n" + Sha256.hex(bytes)).getBytes(UTF_8));
        Optional<ObjectNode> earlier = requests.begin(caller, key.get(), fingerprint);
        if (earlier.isPresent()) {
            return answered(earlier.get(), fingerprint);
        }
        boolean done = false;
        try {
            Reply reply = change.make(call, Call.json(bytes));
            ObjectNode headers = JsonNodeFactory.instance.objectNode();
            reply.headers().forEach(headers::put);
            requests.end(caller, key.get(), reply.status(), headers.toString(), new String(reply.body(), UTF_8));
            done = true;
            return reply;
        } finally {
            if (!done) {
                requests.forget(caller, key.get());
            }
        }
    }

    private static Reply answered(ObjectNode earlier, String fingerprint) throws ProblemException {
        if (!earlier.path("fingerprint").asText().equals(fingerprint)) {
            throw new ProblemException(
                    422,
                    "idempotency_key_reused",
                    "This Idempotency-Key was sent with another request; take a new one.");
        }
        if (earlier.path("status").isNull()) {
            throw new ProblemException(
                    409,
                    "request_in_progress",
                    "The request that was sent with this Idempotency-Key is still being worked on.",
                    List.of(),
                    Map.of("Retry-After", "1"));
        }
        Map<String, String> headers = new HashMap<>(Map.of("Idempotency-Replayed", "true"));
        earlier.path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        return new Reply(
                earlier.path("status").asInt(),
                headers,
                "application/json",
                earlier.path("answer").asText().getBytes(UTF_8));
    }
}
