package dev.sluice.wycheproof;

import static dev.sluice.signature.AsymmetricAlgorithm.ED25519;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ed25519 signatures that a lax check would take (RFC 8032, 5.1.7). */
final class CraftedEdwardsTest {
    private static final byte[] MESSAGE = "{\"id\": \"evt_1\"}".getBytes(UTF_8);
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private final KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    private final byte[] point = Arrays.copyOfRange(
            pair.getPublic().getEncoded(), 12, pair.getPublic().getEncoded().length);

    CraftedEdwardsTest() throws Exception {}

    @Test
    void aWholeSignatureIsAcceptedUnderEveryWritingOfItsKey() throws Exception {
        assertThat(accepts(point, signature())).isTrue();
        assertThat(accepts(pair.getPublic().getEncoded(), signature())).isTrue();
    }

    @Test
    void changedSignaturesAreRefused() throws Exception {
        byte[] whole = signature();
        BigInteger s = little(Arrays.copyOfRange(whole, 32, 64));
        Map<String, byte[]> flaws = new LinkedHashMap<>();
        flaws.put("nothing", new byte[0]);
        flaws.put("zeros", new byte[64]);
        flaws.put("S plus the order", with(whole, s.add(ORDER)));
        flaws.put("S plus the order, many times", with(whole, s.add(ORDER.multiply(BigInteger.TEN))));
        flaws.put("S less one", with(whole, s.subtract(BigInteger.ONE)));
        flaws.put("S mirrored", with(whole, ORDER.subtract(s)));
        flaws.put("S is zero", with(whole, BigInteger.ZERO));
        flaws.put("S is the order", with(whole, ORDER));
        flaws.put("cut off", Arrays.copyOf(whole, 63));
        flaws.put("a byte more", Arrays.copyOf(whole, 65));
        flaws.put("R alone", Arrays.copyOf(whole, 32));
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << (at % Byte.SIZE));
            flaws.put("byte " + at + " changed", changed);
        }

        flaws.forEach(
                (what, flawed) -> assertThat(accepts(point, flawed)).as(what).isFalse());
    }

    @Test
    void otherKeysAndContentAreRefused() throws Exception {
        byte[] whole = signature();
        byte[] other = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();

        assertThat(accepts(other, whole)).isFalse();
        assertThat(Checking.accepts(ED25519, HexFormat.of().formatHex(point), Arrays.copyOf(MESSAGE, 5), whole))
                .isFalse();
    }

    private static boolean accepts(byte[] key, byte[] signature) {
        return Checking.accepts(ED25519, HexFormat.of().formatHex(key), MESSAGE, signature);
    }

    private byte[] signature() throws Exception {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static BigInteger little(byte[] bytes) {
        return new BigInteger(1, reversed(bytes));
    }

    private static byte[] with(byte[] signature, BigInteger s) {
        byte[] big = s.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(big.length, fixed.length);
        System.arraycopy(big, big.length - length, fixed, fixed.length - length, length);
        byte[] changed = signature.clone();
        System.arraycopy(reversed(fixed), 0, changed, 32, 32);
        return changed;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return turned;
    }
}
