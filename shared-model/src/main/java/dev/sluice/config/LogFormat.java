package dev.sluice.config;

/** How log lines are written. */
public enum LogFormat {
    TEXT,
    JSON
}
