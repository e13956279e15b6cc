package dev.sluice.signature;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.access.Address;
import dev.sluice.body.JsonBodies;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The parts of an HTTP request that a signature can cover.
 *
 * @param method upper case
 * @param url the absolute URL as the provider knows it, query included
 * @param headers all of them
 * @param body the bytes as received; not copied, never to be changed
 * @param sender whose share of what a check may spend it uses up: its network, of IPv6 the /48; empty where that is not known
 */
// Never compared; a copy of every body would be dear.
@SuppressWarnings("ArrayRecordComponent")
public record SignedRequest(String method, String url, RequestHeaders headers, byte[] body, Optional<Address> sender) {
    /** A request of a sender that is not known. */
    public SignedRequest(String method, String url, RequestHeaders headers, byte[] body) {
        this(method, url, headers, body, Optional.empty());
    }

    /** The same with one header set. */
    public SignedRequest with(String header, String value) {
        return new SignedRequest(method, url, headers.with(header, value), body, sender);
    }

    /** The same with other bytes. */
    public SignedRequest withBody(byte[] bytes) {
        return new SignedRequest(method, url, headers, bytes, sender);
    }

    /** The same at another URL. */
    public SignedRequest at(String otherUrl) {
        return new SignedRequest(method, otherUrl, headers, body, sender);
    }

    /**
     * The same with a text set in its JSON body.
     *
     * @throws IllegalArgumentException if the body has no object to put it into
     */
    SignedRequest withJson(JsonPointer pointer, String text) {
        var tree = JsonBodies.tree(body)
                .orElseThrow(() -> new IllegalArgumentException("the body is not JSON, and the proof belongs into it"));
        if (!(tree.at(pointer.head()) instanceof ObjectNode parent)) {
            throw new IllegalArgumentException("the body has no object at '" + pointer.head() + "'");
        }
        parent.put(pointer.last().getMatchingProperty(), text);
        return withBody(tree.toString().getBytes(StandardCharsets.UTF_8));
    }
}
