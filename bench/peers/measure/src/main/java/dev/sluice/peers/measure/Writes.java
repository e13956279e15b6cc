package dev.sluice.peers.measure;

/** What is made durable for an event; only peers that write the same are compared. */
enum Writes {
    /** Attempt, event and payment: what Sluice writes. */
    THREE_ROWS("3 rows", "ALL"),
    /** The event alone. */
    ONE_ROW("1 row", "AUDIT");

    private final String text;
    private final String setting;

    Writes(String text, String setting) {
        this.text = text;
        this.setting = setting;
    }

    /** As the table has it. */
    String text() {
        return text;
    }

    /** As a peer is told. */
    String setting() {
        return setting;
    }
}
