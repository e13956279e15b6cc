package dev.sluice.config;

/**
 * One mistake in a configuration.
 *
 * @param where file and line, or the setting's name
 * @param what what is wrong, with the offending value unless it is a secret
 * @param fix what to do
 */
public record Mistake(String where, String what, String fix) {
    @Override
    public String toString() {
        return where + ": " + what + ". " + fix;
    }
}
