package dev.sluice.ingest.receive;

import dev.sluice.signature.Refusal;

/** What became of reading a request's body. */
sealed interface Body {
    /** All of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(byte[] bytes) implements Body {}

    /** It is too large, came too slowly, broke off, or there was no room for it. */
    record Unread(Refusal why, String finding) implements Body {}
}
