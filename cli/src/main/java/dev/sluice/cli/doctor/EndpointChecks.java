package dev.sluice.cli.doctor;

import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.ProviderPreset.Coverage;
import dev.sluice.signature.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at each endpoint as it is configured: keys, modes, URLs, and what its signature proves. */
record EndpointChecks(EndpointCatalog endpoints, Instant now) {
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Endpoint endpoint : endpoints.all()) {
            String who = "endpoint " + endpoint.name() + ": ";
            List<Finding> own = new ArrayList<>();
            if (!endpoint.enabled()) {
                own.add(new Finding.Warn(
                        who + "is disabled, and answers 404", "Remove 'enabled: false' to take its webhooks."));
            }
            keys(endpoint, who, own);
            own.addAll(new SecretTexts(endpoint, endpoint.currentSecrets(now)).findings(who));
            publicUrl(endpoint, who, own);
            findings.add(new Finding.Ok(who + endpoint.provider() + "; " + proves(endpoint)));
            findings.addAll(own);
        }
        sharedSecrets(findings);
        return findings;
    }

    private void keys(Endpoint endpoint, String who, List<Finding> findings) {
        for (Secret secret : endpoint.secrets()) {
            if (!secret.isCurrent(now)) {
                findings.add(new Finding.Warn(
                        who + secret.label() + " is retired since "
                                + secret.until().orElse(now) + " and proves nothing",
                        "Remove it."));
            }
        }
        if (!endpoint.secrets().isEmpty() && endpoint.currentSecrets(now).isEmpty()) {
            findings.add(new Finding.Fail(
                    who + "every key is retired: all its webhooks are refused", "Add the provider's current one."));
        }
    }

    private static void publicUrl(Endpoint endpoint, String who, List<Finding> findings) {
        if (endpoint.publicUrl().isEmpty()) {
            return;
        }
        URI url = endpoint.publicUrl().get();
        if (!"https".equals(url.getScheme())) {
            findings.add(new Finding.Warn(
                    who + "public_url is plain HTTP", "Register an https:// URL at the provider, and write that one."));
        }
        if (!endpoint.paths().contains(url.getPath())) {
            findings.add(new Finding.Warn(
                    who + "public_url has the path " + url.getPath() + ", and the endpoint listens on "
                            + String.join(", ", endpoint.paths()),
                    "Let a proxy rewrite it, or write path: " + url.getPath() + "."));
        }
    }

    /** A request taken from one endpoint could be passed off as another's. */
    private void sharedSecrets(List<Finding> findings) {
        List<Endpoint> all = endpoints.all();
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (share(all.get(i).currentSecrets(now), all.get(j).currentSecrets(now))) {
                    findings.add(new Finding.Warn(
                            "endpoints " + all.get(j).name() + " and "
                                    + all.get(i).name()
                                    + " have the same key: what is sent to one proves itself to the other",
                            "Give each endpoint the secret of its own webhook at the provider."));
                }
            }
        }
    }

    private static boolean share(List<Secret> some, List<Secret> others) {
        return some.stream()
                .anyMatch(
                        secret -> others.stream().anyMatch(other -> other.text().equals(secret.text())));
    }

    /** In words, because the flags alone tell few people what may be forged. */
    private static String proves(Endpoint endpoint) {
        Coverage coverage = endpoint.coverage();
        List<String> covered = new ArrayList<>();
        List<String> open = new ArrayList<>();
        if (coverage.body()) {
            covered.add("the body");
        } else {
            // Some cover fields of it.
            open.add("every byte of the body");
        }
        (coverage.id() ? covered : open).add("the event id");
        (coverage.time() ? covered : open).add("a time");
        String does = covered.isEmpty() ? "" : "its signature covers " + String.join(", ", covered);
        String lacks = open.isEmpty() ? "" : "does not cover " + String.join(", ", open);
        return does + (does.isEmpty() ? "its proof " : lacks.isEmpty() ? "" : "; ") + lacks;
    }
}
