package dev.sluice.ingest.defend;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.defence.Address;
import dev.sluice.defence.AddressLimit;
import dev.sluice.defence.Perimeter;
import dev.sluice.defence.RateLimit;
import dev.sluice.ingest.defend.Admission.Admitted;
import dev.sluice.ingest.defend.Admission.TurnedAway;
import dev.sluice.ingest.defend.Offenders.Kind;
import dev.sluice.ingest.defend.Offenders.Offence;
import dev.sluice.ingest.defend.Offenders.Place;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.Refusal;
import java.util.Optional;

/**
 * Decides who comes in: by HTTPS and address before anything is read, by the shared limits once a request is proven.
 * Thread-safe.
 */
public final class Gate {
    private final boolean requireHttps;
    private final AddressRates addresses;
    private final SharedRates shared;
    private final Offenders offenders;

    /**
     * @param mostAddresses that are remembered at a time
     * @param ticker the time by which tokens come back and blocks end
     */
    public Gate(boolean requireHttps, int mostAddresses, Ticker ticker) {
        this.requireHttps = requireHttps;
        this.addresses = new AddressRates(mostAddresses, ticker);
        this.shared = new SharedRates(ticker);
        this.offenders = new Offenders(mostAddresses, ticker);
    }

    /** Whether a client may speak to an endpoint at all. Costs the address a token, whatever comes after. */
    public Admission admit(Client client, Endpoint endpoint, Perimeter perimeter) {
        if (requireHttps && !client.https()) {
            return turnedAway(Refusal.HTTPS_REQUIRED, "plain HTTP");
        }
        Address address = client.address();
        if (endpoint.defences().blocks(address)) {
            return turnedAway(Refusal.ADDRESS_BLOCKED, address + " is on the endpoint's blocklist");
        }
        if (!endpoint.defences().allows(address)) {
            return turnedAway(Refusal.ADDRESS_NOT_ALLOWED, address + " is not on the endpoint's allowlist");
        }
        return blocked(place(endpoint, address)).orElseGet(() -> admit(client, perimeter));
    }

    /** The same for a path that has no endpoint: looking for one is not free. */
    public Admission admit(Client client, Perimeter perimeter) {
        Address address = client.address();
        if (perimeter.blocks(address)) {
            return turnedAway(Refusal.ADDRESS_BLOCKED, address + " is on the blocklist");
        }
        return blocked(everywhere(address)).orElseGet(() -> spend(address, perimeter.address()));
    }

    /**
     * Whether a proven request is within the limits of its endpoint, its provider and all together.
     *
     * @param earlier what admitting it left
     */
    public Admission spend(Client client, Endpoint endpoint, Perimeter perimeter, Admitted earlier) {
        Place place = place(endpoint, client.address());
        // Also where nobody is blocked now: the next configuration may say so, in the middle of a flood.
        offenders.proven(place);
        offenders.proven(everywhere(client.address()));
        boolean exceedsAlone = exceedsAlone(place, endpoint);
        Optional<Spending> spending = shared.spend(endpoint, perimeter);
        if (spending.isEmpty()) {
            return earlier;
        }
        return switch (spending.get()) {
            case Spending.Spent(Allowance left) ->
                new Admitted(Optional.of(earlier.tightest().map(left::tighter).orElse(left)));
            case Spending.Exhausted exhausted -> {
                if (exceedsAlone && exhausted.left().tier() == Tier.ENDPOINT) {
                    RateLimit limit = exhausted.left().policy();
                    endpoint.defences()
                            .blockFor()
                            .ifPresent(time -> offenders.strike(new Offence(Kind.RATE, place), limit.patience(), time));
                }
                yield limited(client.address(), exhausted);
            }
        };
    }

    /** Holds a request that was not proven against the address it came from, at that endpoint alone. */
    public void notProven(Client client, Endpoint endpoint, Perimeter perimeter) {
        AddressLimit limit = perimeter.address();
        Place place = place(endpoint, client.address());
        // A provider's addresses are everybody's who can make it send: a stranger's webhooks must not shut out ours.
        if (!offenders.isProven(place)
                && limit.signatureFailures().isPresent()
                && limit.blockFor().isPresent()) {
            offenders.strike(
                    new Offence(Kind.SIGNATURE, place),
                    limit.signatureFailures().getAsInt(),
                    limit.blockFor().get());
        }
    }

    /** Addresses that are blocked now for what they did. */
    public int blocked() {
        return offenders.blocked();
    }

    private Admission spend(Address address, AddressLimit limit) {
        if (limit.rate().isEmpty()) {
            return new Admitted(Optional.empty());
        }
        Place place = everywhere(address);
        return switch (addresses.spend(place, limit.rate().get())) {
            case Spending.Spent(Allowance left) -> new Admitted(Optional.of(left));
            case Spending.Exhausted exhausted -> {
                limit.blockFor()
                        .filter(time -> !offenders.isProven(place))
                        .ifPresent(time -> offenders.strike(
                                new Offence(Kind.RATE, place),
                                limit.rate().get().patience(),
                                time));
                yield limited(address, exhausted);
            }
        };
    }

    // Who replays another's requests uses up the limit they share; the other must not be blocked for it.
    private boolean exceedsAlone(Place place, Endpoint endpoint) {
        return endpoint.defences().blockFor().isPresent()
                && endpoint.defences()
                        .rate()
                        .map(limit -> addresses.spend(place, limit) instanceof Spending.Exhausted)
                        .orElse(false);
    }

    private Optional<Admission> blocked(Place place) {
        return offenders
                .blocked(place)
                .map(time -> new TurnedAway(
                        Refusal.ADDRESS_BLOCKED,
                        place.network() + " is blocked for what it did, for another " + time.toSeconds() + " s",
                        Optional.of(new Restraint(Optional.empty(), time))));
    }

    private static TurnedAway limited(Address address, Spending.Exhausted exhausted) {
        Allowance left = exhausted.left();
        return new TurnedAway(
                Refusal.RATE_LIMITED,
                address + " met the limit of the " + left.tier().label(),
                Optional.of(new Restraint(Optional.of(left), exhausted.retryAfter())));
    }

    private static TurnedAway turnedAway(Refusal why, String finding) {
        return new TurnedAway(why, finding, Optional.empty());
    }

    private static Place place(Endpoint endpoint, Address address) {
        return new Place(Optional.of(endpoint.name()), address.network());
    }

    private static Place everywhere(Address address) {
        return new Place(Optional.empty(), address.network());
    }
}
