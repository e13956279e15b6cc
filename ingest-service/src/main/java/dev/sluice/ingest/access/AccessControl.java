package dev.sluice.ingest.access;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.Address;
import dev.sluice.access.AddressLimit;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import dev.sluice.ingest.access.AccessDecision.Admitted;
import dev.sluice.ingest.access.AccessDecision.Denied;
import dev.sluice.ingest.access.BlockedAddresses.Kind;
import dev.sluice.ingest.access.BlockedAddresses.Offence;
import dev.sluice.ingest.access.BlockedAddresses.Place;
import dev.sluice.provider.Endpoint;
import dev.sluice.rejection.RejectionCode;
import java.util.Optional;

/**
 * Decides who comes in: by HTTPS and address before anything is read, by the shared limits once a request is proven.
 * Thread-safe.
 */
public final class AccessControl {
    private final boolean requireHttps;
    private final AddressRates addresses;
    private final SharedRates shared;
    private final BlockedAddresses offenders;

    /**
     * @param mostAddresses that are remembered at a time
     * @param ticker the time by which tokens come back and blocks end
     */
    public AccessControl(boolean requireHttps, int mostAddresses, Ticker ticker) {
        this.requireHttps = requireHttps;
        this.addresses = new AddressRates(mostAddresses, ticker);
        this.shared = new SharedRates(ticker);
        this.offenders = new BlockedAddresses(mostAddresses, ticker);
    }

    /** Whether a client may speak to an endpoint at all. Costs the address a token, whatever comes after. */
    public AccessDecision admit(Client client, Endpoint endpoint, GlobalAccessRules globalRules) {
        if (requireHttps && !client.https()) {
            return denied(RejectionCode.HTTPS_REQUIRED, "plain HTTP");
        }
        Address address = client.address();
        if (endpoint.accessRules().blocks(address)) {
            return denied(RejectionCode.ADDRESS_BLOCKED, address + " is on the endpoint's blocklist");
        }
        if (!endpoint.accessRules().allows(address)) {
            return denied(RejectionCode.ADDRESS_NOT_ALLOWED, address + " is not on the endpoint's allowlist");
        }
        return blocked(place(endpoint, address)).orElseGet(() -> admit(client, globalRules));
    }

    /** The same for a path that has no endpoint: looking for one is not free. */
    public AccessDecision admit(Client client, GlobalAccessRules globalRules) {
        Address address = client.address();
        if (globalRules.blocks(address)) {
            return denied(RejectionCode.ADDRESS_BLOCKED, address + " is on the blocklist");
        }
        return blocked(everywhere(address)).orElseGet(() -> spend(address, globalRules.address()));
    }

    /**
     * Whether a proven request is within the limits of its endpoint, its provider and all together.
     *
     * @param earlier what admitting it left
     */
    public AccessDecision spend(Client client, Endpoint endpoint, GlobalAccessRules globalRules, Admitted earlier) {
        Place place = place(endpoint, client.address());
        // Also where nobody is blocked now: the next configuration may say so, in the middle of a flood.
        offenders.proven(place);
        offenders.proven(everywhere(client.address()));
        boolean exceedsAlone = exceedsAlone(place, endpoint);
        Optional<BucketResult> spending = shared.spend(endpoint, globalRules);
        if (spending.isEmpty()) {
            return earlier;
        }
        return switch (spending.get()) {
            case BucketResult.Spent(RateLimitStatus left) ->
                new Admitted(Optional.of(earlier.tightest().map(left::tighter).orElse(left)));
            case BucketResult.Exhausted exhausted -> {
                if (exceedsAlone && exhausted.left().tier() == Tier.ENDPOINT) {
                    RateLimit limit = exhausted.left().policy();
                    endpoint.accessRules()
                            .blockFor()
                            .ifPresent(time -> offenders.strike(new Offence(Kind.RATE, place), limit.patience(), time));
                }
                yield limited(client.address(), exhausted);
            }
        };
    }

    /** Holds a request that was not proven against the address it came from, at that endpoint alone. */
    public void notProven(Client client, Endpoint endpoint, GlobalAccessRules globalRules) {
        AddressLimit limit = globalRules.address();
        Place place = place(endpoint, client.address());
        // Anyone with an account at a provider can make its servers send badly signed requests here. An address that
        // has lately
        // sent a genuine one is never blocked for them.
        if (!offenders.isProven(place)
                && limit.signatureFailures().isPresent()
                && limit.blockFor().isPresent()) {
            offenders.strike(
                    new Offence(Kind.SIGNATURE, place),
                    limit.signatureFailures().getAsInt(),
                    limit.blockFor().get());
        }
    }

    /** Whether a genuine request came from a client's address within the last hour, to whatever endpoint. */
    public boolean isProven(Client client) {
        return offenders.isProven(everywhere(client.address()));
    }

    /** Addresses that are blocked now for what they did. */
    public int blocked() {
        return offenders.blocked();
    }

    private AccessDecision spend(Address address, AddressLimit limit) {
        if (limit.rate().isEmpty()) {
            return new Admitted(Optional.empty());
        }
        Place place = everywhere(address);
        return switch (addresses.spend(place, limit.rate().get())) {
            case BucketResult.Spent(RateLimitStatus left) -> new Admitted(Optional.of(left));
            case BucketResult.Exhausted exhausted -> {
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
        return endpoint.accessRules().blockFor().isPresent()
                && endpoint.accessRules()
                        .rate()
                        .map(limit -> addresses.spend(place, limit) instanceof BucketResult.Exhausted)
                        .orElse(false);
    }

    private Optional<AccessDecision> blocked(Place place) {
        return offenders
                .blocked(place)
                .map(time -> new Denied(
                        RejectionCode.ADDRESS_BLOCKED,
                        place.network() + " is blocked for what it did, for another " + time.toSeconds() + " s",
                        Optional.of(new RetryAfter(Optional.empty(), time))));
    }

    private static Denied limited(Address address, BucketResult.Exhausted exhausted) {
        RateLimitStatus left = exhausted.left();
        return new Denied(
                RejectionCode.RATE_LIMITED,
                address + " met the limit of the " + left.tier().label(),
                Optional.of(new RetryAfter(Optional.of(left), exhausted.retryAfter())));
    }

    private static Denied denied(RejectionCode why, String finding) {
        return new Denied(why, finding, Optional.empty());
    }

    private static Place place(Endpoint endpoint, Address address) {
        return new Place(Optional.of(endpoint.name()), address.network());
    }

    private static Place everywhere(Address address) {
        return new Place(Optional.empty(), address.network());
    }
}
