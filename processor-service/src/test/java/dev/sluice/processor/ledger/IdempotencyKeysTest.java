package dev.sluice.processor.ledger;

final class IdempotencyKeysTest extends IdempotencyKeysContract {
    private final InMemoryLedger ledger = new InMemoryLedger();

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    Book book() {
        return ledger;
    }
}
