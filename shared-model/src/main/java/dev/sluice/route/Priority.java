package dev.sluice.route;

/** Order in which due work is taken; declared from first to last. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW
}
