package dev.sluice.processor.ledger;

import dev.sluice.testing.RealParts;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A ledger in a real database that is a test class's own, and empty before each test. */
final class OpenLedger implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private final String name;
    private final int writers;
    private @Nullable PostgresBook book;
    private @Nullable LedgerPool pool;
    private @Nullable PostgresLedger ledger;

    /** @param name of the database */
    OpenLedger(String name, int writers) {
        this.name = name;
        this.writers = writers;
    }

    PostgresBook book() {
        return Objects.requireNonNull(book);
    }

    LedgerPool pool() {
        return Objects.requireNonNull(pool);
    }

    PostgresLedger ledger() {
        return Objects.requireNonNull(ledger);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), name);
        pool = new LedgerPool(book().address(), writers);
        ledger = new PostgresLedger(pool(), LedgerRules.DEFAULT, Clock.systemUTC());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        book().empty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        pool().close();
    }
}
