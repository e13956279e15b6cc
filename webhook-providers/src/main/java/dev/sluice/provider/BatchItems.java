package dev.sluice.provider;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.body.JsonItems;
import dev.sluice.body.UnparsableBodyException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The items of a batch body that are events of their own: each of them once. */
final class BatchItems {
    private BatchItems() {}

    /**
     * Every item as it came, those with the very same bytes once: whoever has one that is genuine could repeat it at will.
     *
     * @throws UnparsableBodyException if they can't be found, or are too many
     */
    static List<byte[]> of(byte[] body, JsonPointer place) throws UnparsableBodyException {
        Set<ByteBuffer> items = new LinkedHashSet<>();
        JsonItems.orNone(body, place).forEach(item -> items.add(ByteBuffer.wrap(item)));
        return items.stream().map(ByteBuffer::array).toList();
    }
}
