package dev.sluice.cli.demo;

import java.util.List;

/**
 * One promise, checked.
 *
 * @param what the promise
 * @param broken what speaks against it; empty when it holds
 */
record Promise(String what, List<String> broken) {
    private static final int EXAMPLES = 3;

    boolean holds() {
        return broken.isEmpty();
    }

    @Override
    public String toString() {
        return holds()
                ? "  holds   " + what
                : "  BROKEN  " + what + " (" + broken.size() + "): "
                        + String.join("; ", broken.subList(0, Math.min(EXAMPLES, broken.size())));
    }
}
