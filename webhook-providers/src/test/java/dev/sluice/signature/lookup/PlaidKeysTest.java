package dev.sluice.signature.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.signature.lookup.KeySource.Answer;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaidKeysTest {
    private static final String PATH = "/webhook_verification_key/get";
    private static final String ID = "bfbd5111-8e33-4643-8ced-b2e642a72f3c";
    private static final KeyPair PAIR = MadeUpAuthority.pair("EC", 256);

    private final LocalServer server = new LocalServer();
    private final PlaidKeys keys = new PlaidKeys(server.origin(), "made-up-id", "made-up-\"secret");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void reloadForgetsNoKey() {
        PlaidKeys keys = PlaidKeys.atPlaid("sandbox", "client", "not-a-real-secret");

        assertThat(PlaidKeys.atPlaid("sandbox", "client", "not-a-real-secret")).isSameAs(keys);
        assertThat(PlaidKeys.atPlaid("production", "client", "not-a-real-secret"))
                .isNotSameAs(keys);
        assertThat(PlaidKeys.atPlaid("sandbox", "client", "another-not-real")).isNotSameAs(keys);
    }

    @Test
    void keyIsAskedForOnceWithTheCredentials() {
        server.on(PATH, answer());

        for (int i = 0; i < 3; i++) {
            assertThat(keys.find(ID, Optional.empty())).isEqualTo(new Answer.Found<PublicKey>(PAIR.getPublic()));
        }

        assertThat(server.asked())
                .containsExactly(PATH + " {\"client_id\":\"made-up-id\",\"secret\":\"made-up-\\\"secret\",\"key_id\":\""
                        + ID + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            "expired_at": null ~ "expired_at": 1560466150
            "ES256"            ~ "ES384"
            "P-256"            ~ "P-384"
            bfbd5111           ~ bfbd5112
            "x"                ~ "z"
            "y": "             ~ "y": "!
            """)
    void otherKeysAreNotTrusted(String from, String to) {
        server.on(PATH, answer().replace(from, to));

        assertThat(answer()).contains(from);
        assertThat(keys.find(ID, Optional.empty())).isInstanceOf(Answer.Untrusted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "<html>"})
    void answerThatIsNoneMakesTheKeyUnavailable(String text) {
        server.on(PATH, text);

        assertThat(keys.find(ID, Optional.empty())).isInstanceOf(Answer.Unavailable.class);
    }

    @Test
    void refusalByPlaidMakesTheKeyUnavailable() {
        server.on(PATH, LocalServer.status(400));
        assertThat(keys.find(ID, Optional.empty())).isInstanceOf(Answer.Unavailable.class);

        server.on(PATH, LocalServer.redirect("http://localhost/"));
        assertThat(keys.find(ID + "1", Optional.empty())).isInstanceOf(Answer.Unavailable.class);
    }

    @Test
    void idsOfOtherFormsAreNotAskedFor() {
        for (String id : new String[] {"", "a b", "../x", "ä", "x".repeat(65), "\"", "a\n"}) {
            assertThat(keys.find(id, Optional.empty())).isInstanceOf(Answer.Untrusted.class);
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void environmentIsOneOfPlaids() {
        assertThatThrownBy(() -> PlaidKeys.atPlaid("example.com/", "made-up-id", "made-up-secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("made-up");
    }

    private static String answer() {
        ECPublicKey key = (ECPublicKey) PAIR.getPublic();
        return """
                {"key": {"alg": "ES256", "created_at": 1560466150, "crv": "P-256", "expired_at": null, "kid": "%s",
                  "kty": "EC", "use": "sig", "x": "%s", "y": "%s"}, "request_id": "RZ6Omi1bzzwDaLo"}""".formatted(
                        ID, number(key.getW().getAffineX()), number(key.getW().getAffineY()));
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
