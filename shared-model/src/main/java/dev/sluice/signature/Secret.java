package dev.sluice.signature;

/**
 * One signing secret of an endpoint as it was configured.
 *
 * @param label how logs and metrics name it, never derived from its text: {@code secrets[0]}
 * @param text its text
 */
public record Secret(String label, String text) {
    public Secret {
        if (text.isBlank()) {
            throw new IllegalArgumentException(label + " is empty");
        }
    }

    @Override
    public String toString() {
        return "Secret[" + label + "]";
    }
}
