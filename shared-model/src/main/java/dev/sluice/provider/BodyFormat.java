package dev.sluice.provider;

/** What an endpoint's bodies are. */
public enum BodyFormat {
    JSON
}
