package dev.sluice.processor.ledger;

/**
 * Where the ledger's database is.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://…}
 */
public record LedgerAddress(String url, String user, String password) {
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
