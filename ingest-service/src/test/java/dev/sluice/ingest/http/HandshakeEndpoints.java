package dev.sluice.ingest.http;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A port with an endpoint of every provider that makes a handshake, and what those providers would send. */
final class HandshakeEndpoints implements AutoCloseable {
    static final String SECRET = "not-a-real-secret";
    private static final String ENDPOINTS = """
            endpoints:
              slack: {provider: slack, secrets: [a-newer-one, not-a-real-secret]}
              bitbucket: {provider: bitbucket, secrets: [not-a-real-secret]}
              twitch: {provider: twitch, secrets: [not-a-real-secret]}
              zoom: {provider: zoom, secrets: [a-newer-one, not-a-real-secret]}
              discord: {provider: discord, public_keys: ["${PUBLIC_KEY}"]}
              meta: {provider: meta, secrets: [not-a-real-secret], options: {verify_token: not-a-real-token}}
              x: {provider: x, secrets: [not-a-real-secret]}
              okta: {provider: okta, secrets: [not-a-real-secret]}
              intercom: {provider: intercom, secrets: [not-a-real-secret]}
              open: {provider: cloudevents, secrets: [not-a-real-secret]}
              closed:
                provider: cloudevents
                secrets: [not-a-real-secret]
                options: {allowed_origins: "events.example.com, other.example.com"}
              braintree:
                provider: braintree
                secrets: [integration_private_key]
                options: {public_key: integration_public_key}
              graph: {provider: microsoft-graph, secrets: [not-a-real-secret]}
              stripe: {provider: stripe, secrets: [not-a-real-secret]}
            """;

    final TestPort port;
    private final EndpointCatalog endpoints;
    private final KeyPair keys;

    HandshakeEndpoints(Path directory) throws IOException, ConfigurationException, NoSuchAlgorithmException {
        this(directory, "");
    }

    /** @param limits as the file has them */
    HandshakeEndpoints(Path directory, String limits)
            throws IOException, ConfigurationException, NoSuchAlgorithmException {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), ENDPOINTS + limits);
        endpoints = EndpointsFile.read(file, Map.of("PUBLIC_KEY", key), 64 * 1024);
        port = new TestPort(endpoints);
    }

    /** A request without a body. */
    HttpResponse<String> ask(String method, String endpointAndQuery, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url(endpointAndQuery)).method(method, BodyPublishers.noBody());
        return port.send(headers.length == 0 ? request : request.headers(headers));
    }

    /** A JSON body, signed as the provider does. */
    HttpResponse<String> signed(String name, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        Endpoint endpoint = endpoints.named(name).orElseThrow();
        String key = endpoint.scheme().keys() == SignatureScheme.Keys.SECRETS
                ? SECRET
                : Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
        SignedRequest request = new SignedRequest(
                "POST", url(name).toString(), RequestHeaders.of(headers), body.getBytes(StandardCharsets.UTF_8));
        SignedRequest signed = endpoint.scheme().sign(request, new Secret("key", key), Instant.now());
        Map<String, String> all = new HashMap<>();
        signed.headers().asMap().forEach((header, values) -> all.put(header, values.getFirst()));
        return post(name, all, new String(signed.body(), StandardCharsets.UTF_8));
    }

    /** A JSON body with nothing but these headers. */
    HttpResponse<String> post(String endpointAndQuery, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(endpointAndQuery))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return port.send(request);
    }

    private URI url(String endpointAndQuery) {
        return URI.create("http://127.0.0.1:" + port.number + "/webhooks/" + endpointAndQuery);
    }

    @Override
    public void close() {
        port.close();
    }
}
