package dev.sluice.ingest.endpoints;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.access.AccessRules;
import dev.sluice.ingest.metrics.EndpointFigures;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.metrics.Outcome;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Supplier;

/** The configured endpoints and their figures, without anything that could be a secret. Thread-safe. */
public final class EndpointList {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<EndpointCatalog> endpoints;
    private final IngestMetrics metrics;

    public EndpointList(Supplier<EndpointCatalog> endpoints, IngestMetrics metrics) {
        this.endpoints = endpoints;
        this.metrics = metrics;
    }

    /** As {@code /admin/endpoints} shows it. */
    public ObjectNode toJson(Instant now) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("endpoints");
        endpoints.get().all().forEach(endpoint -> {
            ObjectNode node = list.addObject();
            write(node, endpoint, now);
            write(node.putObject("figures"), metrics.figures(endpoint.name()));
        });
        return root;
    }

    private static void write(ObjectNode node, Endpoint endpoint, Instant now) {
        node.put("name", endpoint.name());
        ArrayNode paths = node.putArray("paths");
        endpoint.paths().forEach(paths::add);
        node.put("provider", endpoint.provider()).put("enabled", endpoint.enabled());
        ArrayNode formats = node.putArray("formats");
        endpoint.body().formats().forEach(format -> formats.add(lowerCase(format)));
        node.put("scheme", endpoint.scheme().description());
        node.putObject("signs")
                .put("body", endpoint.coverage().body())
                .put("id", endpoint.coverage().id())
                .put("time", endpoint.coverage().time())
                .put("url", endpoint.scheme().coversUrl());
        node.put("keys", lowerCase(endpoint.scheme().keys()));
        ArrayNode secrets = node.putArray("secrets");
        endpoint.secrets().forEach(secret -> write(secrets.addObject(), secret, now));
        // The values may be secrets: Meta's verify token is.
        ArrayNode options = node.putArray("options");
        endpoint.options().keySet().stream().sorted().forEach(options::add);
        endpoint.publicUrl().ifPresent(url -> node.put("public_url", shown(url)));
        node.put("livemode", lowerCase(endpoint.livemode())).put("max_body", endpoint.maxBody());
        endpoint.identity().idempotencyKey().ifPresent(place -> node.put("idempotency_key", place.description()));
        endpoint.refusalStatus().ifPresent(status -> node.put("refusal_status", status));
        endpoint.success().ifPresent(success -> node.put("success_status", success.status()));
        write(node, endpoint.accessRules());
        ObjectNode metadata = node.putObject("metadata");
        endpoint.metadata().forEach(metadata::put);
    }

    private static void write(ObjectNode node, Secret secret, Instant now) {
        node.put("label", secret.label()).put("current", secret.isCurrent(now));
        secret.until().ifPresent(until -> node.put("until", until.toString()));
    }

    private static void write(ObjectNode node, AccessRules accessRules) {
        accessRules.rate().ifPresent(rate -> {
            ObjectNode limit = node.putObject("rate_limit");
            rate.perMinute().ifPresent(count -> limit.put("per_minute", count).put("burst", rate.burst()));
            rate.perHour().ifPresent(count -> limit.put("per_hour", count));
            accessRules.blockFor().ifPresent(time -> limit.put("block_for", time.toString()));
        });
        write(node, "ip_allowlist", accessRules.allowed());
        write(node, "ip_blocklist", accessRules.blocked());
        write(node, "allowed_origins", accessRules.origins());
    }

    private static void write(ObjectNode node, String name, Collection<?> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = node.putArray(name);
            texts.forEach(text -> array.add(text.toString()));
        }
    }

    private static void write(ObjectNode node, EndpointFigures figures) {
        node.put("total", figures.total());
        for (Outcome outcome : Outcome.values()) {
            node.put(lowerCase(outcome), figures.outcomes().getOrDefault(outcome, 0L));
        }
        node.put("success_rate", figures.successRate().orElse(null));
        node.put("mean_ms", figures.meanMillis().map(EndpointList::rounded).orElse(null));
        node.put("p99_ms", figures.p99Millis().map(EndpointList::rounded).orElse(null));
        node.put("signature_failures", figures.signatureFailures()).put("rate_limited", figures.rateLimited());
    }

    /** Without user, password and query. */
    private static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }

    private static double rounded(double millis) {
        return Math.round(millis * 100) / 100.0;
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
