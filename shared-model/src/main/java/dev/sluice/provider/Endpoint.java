package dev.sluice.provider;

import dev.sluice.defence.Defences;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import java.util.List;
import java.util.Map;

/**
 * One endpoint of {@code endpoints.yaml}, its preset applied and its secrets read.
 *
 * @param name unique; part of every event's identity
 * @param paths where it listens: {@code /webhooks/<name>} and what the configuration adds
 * @param enabled a disabled one answers 404
 * @param provider the preset's name
 * @param format what a body must be
 * @param scheme how a request is proven
 * @param secrets the current one first
 * @param identity where id, type and the rest are found
 * @param livemode which events it takes
 * @param maxBody largest body in bytes
 * @param defences who may send, from where, and how much
 * @param metadata what the operator wrote beside it
 */
public record Endpoint(
        String name,
        List<String> paths,
        boolean enabled,
        String provider,
        BodyFormat format,
        SignatureScheme scheme,
        List<Secret> secrets,
        EventIdentity identity,
        Livemode livemode,
        int maxBody,
        Defences defences,
        Map<String, String> metadata) {}
