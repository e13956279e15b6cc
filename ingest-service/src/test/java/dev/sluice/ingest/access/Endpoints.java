package dev.sluice.ingest.access;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.access.AccessRules;
import dev.sluice.provider.BodyForms;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.Livemode;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.provider.ValuePath;
import dev.sluice.signature.Secret;
import dev.sluice.signature.TokenPlace;
import dev.sluice.signature.TokenScheme;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Endpoints to be defended. */
final class Endpoints {
    private Endpoints() {}

    static Endpoint named(String name) {
        return named(name, AccessRules.NONE);
    }

    static Endpoint named(String name, AccessRules accessRules) {
        ValuePath id = new ValuePath.InJson(JsonPointer.compile("/id"));
        return new Endpoint(
                name,
                List.of("/webhooks/" + name),
                true,
                "generic",
                BodyForms.JSON,
                new TokenScheme(List.of(TokenPlace.InAuthorization.BEARER)),
                new ProviderPreset.Coverage(true, false, false),
                List.of(new Secret("secrets[0]", "not-a-real-secret")),
                Optional.empty(),
                Map.of(),
                List.of(),
                new EventIdentity(id, id, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Livemode.ANY,
                1024,
                OptionalInt.empty(),
                Optional.empty(),
                accessRules,
                Map.of());
    }
}
