package dev.sluice.processor.topology;

import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.TokenUse;
import dev.sluice.processor.work.Unit;
import java.util.Optional;

/**
 * An entry whose turn has come.
 *
 * @param stored as the inbox holds it
 * @param token the use of a signed token that it makes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picked(QueueKey key, byte[] stored, Entry entry, Optional<TokenUse> token) {
    static Picked of(QueueKey key, byte[] stored) {
        Entry entry = EntryCodec.decode(stored);
        return new Picked(
                key,
                stored,
                entry,
                switch (entry) {
                    case Entry.Work(Unit unit) -> TokenUse.of(unit);
                    case Entry.Repeat(SeenAgain again) -> TokenUse.of(again);
                    case Entry.Broken broken -> Optional.empty();
                });
    }
}
