package dev.sluice.processor.handlers;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps the objects that events of some categories are about, each provider's payloads read by its own reader. */
abstract class ApplyObjects implements Handler {
    private final String name;
    private final Set<String> categories;
    private final String objects;

    /**
     * @param categories it makes something of
     * @param objects what it keeps, such as {@code a customer}
     */
    ApplyObjects(String name, Set<String> categories, String objects) {
        this.name = name;
        this.categories = categories;
        this.objects = objects;
    }

    /** The writes that the event comes to, the object itself first; empty where the event says nothing that is kept. */
    abstract List<Effect> writes(PayloadReader reader, HandlerRequest request, Guard guard) throws PermanentException;

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final HandlerResult handle(HandlerRequest request) throws PermanentException {
        if (!categories.contains(request.category())) {
            return new HandlerResult.Ignored(request.category() + " says nothing of " + objects);
        }
        Optional<PayloadReader> reader = PayloadReaders.of(request.event());
        if (reader.isEmpty()) {
            return new HandlerResult.Ignored("payloads of " + request.event().provider() + " can't be read yet");
        }
        Guard guard = new Guard(request, reader.get().account(request.payload()).orElse(""));
        List<Effect> writes = writes(reader.get(), request, guard);
        if (writes.isEmpty()) {
            return new HandlerResult.Ignored(
                    "this " + request.event().type() + " says nothing of " + objects + " that can be kept");
        }
        String id = ((Effect.Project) writes.get(0)).write().id();
        return new HandlerResult.Processed(writes, request.category() + " of " + id);
    }
}
