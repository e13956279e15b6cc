package dev.sluice.testing;

/** A real Postgres that loses nothing it has committed. */
public interface Database extends Part {
    /** JDBC URL of an empty database, without user and password. */
    String jdbcUrl();

    /** JDBC URL of another database, made empty when it is not there yet; the name is a lower-case word. */
    String jdbcUrl(String name);

    /** A superuser. */
    String user();

    String password();
}
