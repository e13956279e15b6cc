package dev.sluice.ingest.access;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.Address;
import dev.sluice.access.AddressLimit;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import dev.sluice.ingest.access.AccessDecision.Admitted;
import dev.sluice.ingest.access.AccessDecision.Denied;
import dev.sluice.ingest.access.BlockedAddresses.Kind;
import dev.sluice.ingest.access.BlockedAddresses.Place;
import dev.sluice.ingest.access.BlockedAddresses.Violation;
import dev.sluice.provider.Endpoint;
import dev.sluice.rejection.RejectionCode;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides who comes in: by HTTPS and address before anything is read, by the shared limits once a request is proven.
 * Thread-safe.
 */
public final class AccessControl {
    /** How many times as many violations as one address may have block a whole /48. */
    private static final int SITE_FACTOR = 10;

    private final boolean requireHttps;
    private final AddressRates addresses;
    private final AddressRates genuine;
    private final SharedRates shared;
    private final BlockedAddresses blockedAddresses;

    /**
     * @param mostAddresses that are remembered at a time
     * @param ticker the time by which tokens come back and blocks end
     */
    public AccessControl(boolean requireHttps, int mostAddresses, Ticker ticker) {
        this.requireHttps = requireHttps;
        this.addresses = new AddressRates(mostAddresses, ticker);
        this.genuine = new AddressRates(mostAddresses, ticker);
        this.shared = new SharedRates(ticker);
        this.blockedAddresses = new BlockedAddresses(mostAddresses, ticker);
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
        Place place = place(endpoint, address);
        return blocked(place)
                .or(() -> site(endpoint, address)
                        .filter(site -> !isTrusted(place, endpoint, address))
                        .flatMap(this::blocked))
                .orElseGet(() -> admit(
                        client,
                        globalRules,
                        isProven(client) || endpoint.accessRules().isProviders(address)));
    }

    /** The same for a path that has no endpoint: looking for one is not free. */
    public AccessDecision admit(Client client, GlobalAccessRules globalRules) {
        return admit(client, globalRules, false);
    }

    private AccessDecision admit(Client client, GlobalAccessRules globalRules, boolean proven) {
        Address address = client.address();
        if (globalRules.blocks(address)) {
            return denied(RejectionCode.ADDRESS_BLOCKED, address + " is on the blocklist");
        }
        return blocked(everywhere(address))
                .orElseGet(() -> proven
                        // Whoever can make a provider send forgeries must not use up what its genuine requests may
                        // spend.
                        ? new Admitted(Optional.empty())
                        : spend(addresses, address, globalRules.address()));
    }

    /**
     * Whether a proven request is within the limits of its endpoint, its provider and all together.
     *
     * @param earlier what admitting it left
     */
    public AccessDecision spend(Client client, Endpoint endpoint, GlobalAccessRules globalRules, Admitted earlier) {
        Place place = place(endpoint, client.address());
        // Recorded even while blocking is off: a configuration reload may switch it on in the middle of a flood.
        blockedAddresses.proven(place);
        blockedAddresses.proven(everywhere(client.address()));
        AccessDecision ofAddress = spendGenuine(client.address(), globalRules.address(), earlier);
        if (!(ofAddress instanceof Admitted admitted)) {
            return ofAddress;
        }
        boolean exceedsAlone = exceedsAlone(place, endpoint);
        Optional<BucketResult> spending = shared.spend(endpoint, globalRules);
        if (spending.isEmpty()) {
            return admitted;
        }
        return switch (spending.get()) {
            case BucketResult.Spent(RateLimitStatus left) ->
                new Admitted(Optional.of(admitted.tightest().map(left::tighter).orElse(left)));
            case BucketResult.Exhausted exhausted -> {
                if (exceedsAlone
                        && exhausted.left().tier() == Tier.ENDPOINT
                        && !endpoint.accessRules().isProviders(client.address())) {
                    RateLimit limit = exhausted.left().policy();
                    endpoint.accessRules()
                            .blockFor()
                            .ifPresent(time -> blockedAddresses.violated(
                                    new Violation(Kind.RATE, place), limit.rejectionsPerMinute(), time));
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
        // has recently sent a genuine request is never blocked for them.
        if (!isTrusted(place, endpoint, client.address())
                && limit.signatureFailures().isPresent()
                && limit.blockFor().isPresent()) {
            int perMinute = limit.signatureFailures().getAsInt();
            Duration time = limit.blockFor().get();
            blockedAddresses.violated(new Violation(Kind.SIGNATURE, place), perMinute, time);
            site(endpoint, client.address())
                    .ifPresent(site -> blockedAddresses.violated(
                            new Violation(Kind.SIGNATURE, site), SITE_FACTOR * perMinute, time));
        }
    }

    /** Whether an address is the provider's own, or sent the endpoint a genuine request lately. */
    private boolean isTrusted(Place place, Endpoint endpoint, Address address) {
        return blockedAddresses.isProven(place) || endpoint.accessRules().isProviders(address);
    }

    /** Whether a genuine request came from a client's address within the last hour, to whatever endpoint. */
    public boolean isProven(Client client) {
        return blockedAddresses.isProven(everywhere(client.address()));
    }

    /** Addresses that are blocked now for what they did. */
    public int blocked() {
        return blockedAddresses.blocked();
    }

    /** Genuine requests have a bucket of their own, which no forgery from the same address can empty. */
    private AccessDecision spendGenuine(Address address, AddressLimit limit, Admitted earlier) {
        if (limit.rate().isPresent() && earlier.tightest().isPresent()) {
            addresses.giveBack(everywhere(address));
        }
        return spend(genuine, address, limit);
    }

    private AccessDecision spend(AddressRates rates, Address address, AddressLimit limit) {
        if (limit.rate().isEmpty()) {
            return new Admitted(Optional.empty());
        }
        Place place = everywhere(address);
        return switch (rates.spend(place, limit.rate().get())) {
            case BucketResult.Spent(RateLimitStatus left) -> new Admitted(Optional.of(left));
            case BucketResult.Exhausted exhausted -> {
                limit.blockFor()
                        .filter(time -> !blockedAddresses.isProven(place))
                        .ifPresent(time -> blockedAddresses.violated(
                                new Violation(Kind.RATE, place),
                                limit.rate().get().rejectionsPerMinute(),
                                time));
                yield limited(address, exhausted);
            }
        };
    }

    // An attacker who replays a sender's requests uses up the shared limit. Never block the sender for that.
    private boolean exceedsAlone(Place place, Endpoint endpoint) {
        return endpoint.accessRules().blockFor().isPresent()
                && endpoint.accessRules()
                        .rate()
                        .map(limit -> addresses.spend(place, limit) instanceof BucketResult.Exhausted)
                        .orElse(false);
    }

    private Optional<AccessDecision> blocked(Place place) {
        return blockedAddresses
                .blocked(place)
                .map(time -> new Denied(
                        RejectionCode.ADDRESS_BLOCKED,
                        place.name() + " is blocked for what it did, for another " + time.toSeconds() + " s",
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

    private static Optional<Place> site(Endpoint endpoint, Address address) {
        return address.site().map(site -> new Place(Optional.of(endpoint.name()), site, true));
    }

    private static Place everywhere(Address address) {
        return new Place(Optional.empty(), address.network());
    }
}
