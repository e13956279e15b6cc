package dev.sluice.signature.lookup;

import static dev.sluice.signature.lookup.MadeUpAuthority.PAYPAL;
import static dev.sluice.signature.lookup.MadeUpAuthority.pem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.PayPalScheme;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.lookup.KeySource.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayPalCertificatesTest {
    private static final MadeUpAuthority AUTHORITY = new MadeUpAuthority();
    private static final KeyPair PAIR = MadeUpAuthority.pair("RSA", 2048);
    private static final String CERTIFICATES = "/v1/notifications/certs";
    private static final String PATH = CERTIFICATES + "/CERT-made-up";

    private final LocalServer server = new LocalServer();
    private final PayPalCertificates certificates = certificates(server.origin());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void requestIsGenuineUnderTheCertificateItNames() throws Exception {
        server.on(PATH, pem(AUTHORITY.issue(PAYPAL, PAIR)));
        PayPalScheme scheme = new PayPalScheme(certificates, "3RN13029J36659323");
        Instant now = Instant.now();
        SignedRequest request = new SignedRequest(
                "POST",
                "https://example.com/",
                RequestHeaders.of(Map.of("paypal-cert-url", server.origin() + PATH)),
                "{\"id\": \"WH-1\"}".getBytes(UTF_8));
        Secret key = new Secret(
                "private", Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded()));

        SignedRequest signed = scheme.sign(request, key, now);

        assertThat(scheme.verify(signed, List.of(), now)).isInstanceOf(Passed.class);
        assertThat(scheme.verify(signed, List.of(), now)).isInstanceOf(Passed.class);
        assertThat(server.asked()).as("one look-up for both").hasSize(1);
        assertThat(scheme.verify(signed, List.of(), now.plus(Duration.ofDays(2))))
                .as("once the certificate has expired")
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.SIGNATURE_MISMATCH));
    }

    @Test
    void authoritiesInBetweenComeWithTheCertificate() throws Exception {
        KeyPair between = MadeUpAuthority.pair("RSA", 2048);
        X509Certificate leaf = MadeUpAuthority.issue("CN=Between", between, PAYPAL, PAIR);
        server.on(PATH, pem(leaf, AUTHORITY.vouchFor("CN=Between", between)));
        server.on(CERTIFICATES + "/without", pem(leaf));

        assertThat(find("/CERT-made-up")).isInstanceOf(Answer.Found.class);
        assertThat(find("/without")).isInstanceOf(Answer.Untrusted.class);
    }

    @Test
    void certificatesOfOthersAreNotTrusted() throws Exception {
        server.on(CERTIFICATES + "/other-root", pem(new MadeUpAuthority().issue(PAYPAL, PAIR)));
        server.on(
                CERTIFICATES + "/expired",
                pem(AUTHORITY.issue(PAYPAL, PAIR, Instant.now().minus(Duration.ofDays(1)))));
        server.on(CERTIFICATES + "/no-rsa", pem(AUTHORITY.issue(PAYPAL, MadeUpAuthority.pair("EC", 256))));
        server.on(
                CERTIFICATES + "/not-an-authority",
                pem(MadeUpAuthority.issue("CN=Leaf", PAIR, PAYPAL, PAIR), AUTHORITY.issue("CN=Leaf", PAIR)));
        for (String name : List.of(
                "CN=www.paypal.com",
                "CN=messageverificationcerts.paypal.com.example.com",
                "CN=messageverificationcerts.example.com",
                "CN=xmessageverificationcerts.paypal.com",
                "CN=messageverificationcerts.paypal.com,CN=www.example.com",
                "O=messageverificationcerts.paypal.com")) {
            server.on(CERTIFICATES + "/named-" + name.hashCode(), pem(AUTHORITY.issue(name, PAIR)));
            assertThat(find("/named-" + name.hashCode())).as(name).isInstanceOf(Answer.Untrusted.class);
        }
        for (String path : List.of("/other-root", "/expired", "/no-rsa", "/not-an-authority")) {
            assertThat(find(path)).as(path).isInstanceOf(Answer.Untrusted.class);
        }
    }

    @Test
    void whatIsNoCertificateIsNotTrusted() throws Exception {
        String good = pem(AUTHORITY.issue(PAYPAL, PAIR));
        for (String text :
                List.of("", "{}", "-----BEGIN CERTIFICATE-----\n", good.replace('A', 'B'), "\0".repeat(60_000))) {
            String path = "/text-" + text.length();
            server.on(CERTIFICATES + path, text);
            assertThat(find(path)).as(path).isInstanceOf(Answer.Untrusted.class);
        }
    }

    @Test
    void serverThatDoesNotGiveItMakesTheKeyUnavailable() throws Exception {
        String elsewhere = pem(AUTHORITY.issue(PAYPAL, PAIR));
        server.on(CERTIFICATES + "/elsewhere", elsewhere)
                .on(CERTIFICATES + "/redirect", LocalServer.redirect(server.origin() + CERTIFICATES + "/elsewhere"));
        server.on(CERTIFICATES + "/broken", LocalServer.status(500))
                .on(CERTIFICATES + "/large", elsewhere + " ".repeat(LimitedBody.LIMIT));

        for (String path : List.of("/redirect", "/broken", "/large", "/nothing")) {
            assertThat(find(path)).as(path).isInstanceOf(Answer.Unavailable.class);
        }
        assertThat(server.asked()).as("redirects are not followed").noneMatch(path -> path.contains("/elsewhere"));
    }

    @Test
    void slowServerHoldsNobodyForLong() throws Exception {
        server.on(CERTIFICATES + "/stuck", server.stuck());
        long begun = System.nanoTime();

        assertThat(find("/stuck")).isInstanceOf(Answer.Unavailable.class);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String origin = "http://localhost:" + silent.getLocalPort();
            assertThat(certificates(origin).find(origin + PATH, Optional.empty()))
                    .isInstanceOf(Answer.Unavailable.class);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://api.paypal.com/v1/notifications/certs/c",
                "https://api.paypal.com:443/v1/notifications/certs/c",
                "https://api.paypal.com:8443/v1/notifications/certs/c",
                "https://api.paypal.com./v1/notifications/certs/c",
                "https://api.paypal.com.example.com/v1/notifications/certs/c",
                "https://apixpaypal.com/v1/notifications/certs/c",
                "https://user@api.paypal.com/v1/notifications/certs/c",
                "https://api.paypal.com@example.com/v1/notifications/certs/c",
                "https://api.paypal.com\\@example.com/v1/notifications/certs/c",
                "https://example.com/https://api.paypal.com/v1/notifications/certs/c",
                "https://example.com#https://api.paypal.com/v1/notifications/certs/c",
                "https://www.paypal.com/v1/notifications/certs/c",
                "//api.paypal.com/v1/notifications/certs/c",
                "file:///etc/hostname",
                "ftp://api.paypal.com/v1/notifications/certs/c",
                "https:api.paypal.com/v1/notifications/certs/c",
                "https://api.paypal.com /v1/notifications/certs/c",
                "https://\u0000api.paypal.com/v1/notifications/certs/c",
                "HTTPS://API.PAYPAL.COM/v1/notifications/certs/c",
                "https://[::1]/v1/notifications/certs/c",
                "http://169.254.169.254/latest/meta-data"
            })
    void onlyPayPalsOwnServersAreAsked(String url) {
        KeyServer pinned = new KeyServer(Set.of("https://api.paypal.com", "https://api.sandbox.paypal.com"));
        PayPalCertificates production = PayPalCertificates.atPayPal();

        assertThat(production.find(url, Optional.empty())).isInstanceOf(Answer.Untrusted.class);
        assertThat(pinned.has(URI.create("https://api.paypal.com/c"))).isTrue();
        assertThat(pinned.has(URI.create("https://api.sandbox.paypal.com/c"))).isTrue();
    }

    @Test
    void longUrlIsNotAskedFor() {
        assertThat(find("/" + "c".repeat(600))).isInstanceOf(Answer.Untrusted.class);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void onlyCertificatesAreAskedFor() {
        for (String path : List.of(
                "/c",
                "/v1/notifications/certs/",
                "/v1/notifications/certs/a/b",
                PATH + "?a",
                PATH + "#a",
                PATH + "%41")) {
            assertThat(certificates.find(server.origin() + path, Optional.empty()))
                    .as(path)
                    .isInstanceOf(Answer.Untrusted.class);
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void namesMadeUpForOneServerDoNotKeepTheOthersCertificatesAway() throws Exception {
        try (LocalServer sandbox = new LocalServer()) {
            server.on(PATH, pem(AUTHORITY.issue(PAYPAL, PAIR)));
            PayPalCertificates both =
                    new PayPalCertificates(Set.of(server.origin(), sandbox.origin()), Set.of(AUTHORITY.anchor()));
            for (int i = 0; i < CachedKeys.STRANGERS_PER_MINUTE * 2; i++) {
                both.find(sandbox.origin() + CERTIFICATES + "/forged-" + i, Optional.empty());
            }

            assertThat(both.find(server.origin() + PATH, Optional.empty())).isInstanceOf(Answer.Found.class);
        }
    }

    @Test
    void reloadForgetsNoCertificate() {
        assertThat(PayPalCertificates.atPayPal()).isSameAs(PayPalCertificates.atPayPal());
    }

    private Answer<X509Certificate> find(String path) {
        return certificates.find(server.origin() + CERTIFICATES + path, Optional.empty());
    }

    private static PayPalCertificates certificates(String origin) {
        return new PayPalCertificates(Set.of(origin), Set.of(AUTHORITY.anchor()));
    }
}
