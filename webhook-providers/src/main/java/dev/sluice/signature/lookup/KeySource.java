package dev.sluice.signature.lookup;

import dev.sluice.access.Address;
import java.util.Optional;

/** Where the keys are found that a provider's requests name. Thread-safe. */
public interface KeySource<K> {
    /**
     * What there is by a name that a request gives; returns within two seconds.
     *
     * @param sender who gave it, and is held against it when it leads to nothing; empty where that is not known
     */
    Answer<K> find(String name, Optional<Address> sender);

    /** What comes of looking a key up. */
    sealed interface Answer<K> {
        /** A key of the provider's. */
        record Found<K>(K key) implements Answer<K> {}

        /**
         * Whatever is there is no key of the provider's.
         *
         * @param finding why not, for the log
         */
        record Untrusted<K>(String finding) implements Answer<K> {}

        /**
         * It is not known now.
         *
         * @param finding why not, for the log
         */
        record Unavailable<K>(String finding) implements Answer<K> {}
    }
}
