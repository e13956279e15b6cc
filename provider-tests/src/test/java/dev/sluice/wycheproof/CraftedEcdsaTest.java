package dev.sluice.wycheproof;

import static dev.sluice.signature.AsymmetricAlgorithm.ECDSA_P256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signatures over P-256 that a lax check would take. */
final class CraftedEcdsaTest {
    private static final byte[] MESSAGE = "{\"id\": \"evt_1\"}".getBytes(UTF_8);
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int LONGEST = 72;

    private final KeyPair pair = pair();
    private final String key = HexFormat.of().formatHex(pair.getPublic().getEncoded());
    private final BigInteger order =
            ((ECPublicKey) pair.getPublic()).getParams().getOrder();

    @Test
    void aWholeSignatureIsAccepted() throws Exception {
        assertThat(accepts(signature("SHA256withECDSA", pair.getPrivate()))).isTrue();
    }

    @Test
    void valuesOutOfRangeAreRefused() throws Exception {
        byte[] der = signature("SHA256withECDSA", pair.getPrivate());
        BigInteger r = value(der, 0);
        BigInteger s = value(der, 1);
        BigInteger[] extremes = {
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.ONE.negate(),
            order,
            order.add(BigInteger.ONE),
            order.subtract(BigInteger.ONE),
            BigInteger.TWO.pow(256),
            BigInteger.TWO.pow(8_000)
        };

        for (BigInteger extreme : extremes) {
            assertThat(accepts(der(extreme, s))).as("r = %s", extreme).isFalse();
            assertThat(accepts(der(r, extreme))).as("s = %s", extreme).isFalse();
            for (BigInteger other : extremes) {
                assertThat(accepts(der(extreme, other))).isFalse();
            }
        }
        assertThat(accepts(der(s, r))).as("r and s changed over").isFalse();
        assertThat(accepts(der(r.add(order), s))).isFalse();
        assertThat(accepts(der(r, s.add(order)))).isFalse();
        assertThat(accepts(der(r.negate(), s))).isFalse();
    }

    @Test
    void otherEncodingsAreRefused() throws Exception {
        byte[] der = signature("SHA256withECDSA", pair.getPrivate());
        byte[] r = value(der, 0).toByteArray();
        byte[] s = value(der, 1).toByteArray();
        Map<String, byte[]> flaws = new LinkedHashMap<>();
        flaws.put("nothing", new byte[0]);
        flaws.put("an empty sequence", tlv(SEQUENCE));
        flaws.put("one number", tlv(SEQUENCE, tlv(INTEGER, r)));
        flaws.put("three numbers", tlv(SEQUENCE, tlv(INTEGER, r), tlv(INTEGER, s), tlv(INTEGER, s)));
        flaws.put("a zero before r", tlv(SEQUENCE, tlv(INTEGER, new byte[1], r), tlv(INTEGER, s)));
        flaws.put("a zero before s", tlv(SEQUENCE, tlv(INTEGER, r), tlv(INTEGER, new byte[1], s)));
        flaws.put("a byte after the sequence", join(der, new byte[1]));
        flaws.put("the last byte missing", Arrays.copyOf(der, der.length - 1));
        flaws.put("a long length", join(new byte[] {SEQUENCE, (byte) 0x81}, Arrays.copyOfRange(der, 1, der.length)));
        flaws.put(
                "an open length",
                join(new byte[] {SEQUENCE, (byte) 0x80}, Arrays.copyOfRange(der, 2, der.length), new byte[] {0, 0}));
        flaws.put("a set", join(new byte[] {0x31}, Arrays.copyOfRange(der, 1, der.length)));
        flaws.put("r and s side by side", join(fixed(value(der, 0)), fixed(value(der, 1))));
        flaws.put("text", "MEUCIQ".getBytes(UTF_8));

        flaws.forEach((what, flawed) -> assertThat(accepts(flawed)).as(what).isFalse());
    }

    @Test
    void numbersWithoutTheZeroBeforeTheirHighBitAreRefused() throws Exception {
        byte[] der = signature("SHA256withECDSA", pair.getPrivate());
        while (der.length < LONGEST) {
            der = signature("SHA256withECDSA", pair.getPrivate());
        }

        assertThat(accepts(tlv(SEQUENCE, tlv(INTEGER, fixed(value(der, 0))), tlv(INTEGER, fixed(value(der, 1))))))
                .isFalse();
        assertThat(accepts(tlv(
                        SEQUENCE,
                        tlv(INTEGER, fixed(value(der, 0))),
                        tlv(INTEGER, value(der, 1).toByteArray()))))
                .isFalse();
    }

    @Test
    void otherHashesKeysAndContentAreRefused() throws Exception {
        byte[] der = signature("SHA256withECDSA", pair.getPrivate());

        assertThat(accepts(signature("SHA1withECDSA", pair.getPrivate()))).isFalse();
        assertThat(accepts(signature("SHA512withECDSA", pair.getPrivate()))).isFalse();
        assertThat(accepts(signature("SHA256withECDSA", pair().getPrivate()))).isFalse();
        assertThat(Checking.accepts(ECDSA_P256, key, Arrays.copyOf(MESSAGE, 5), der))
                .isFalse();
    }

    /** Nothing may be told apart by its signature: whoever sees one can make another for the same content. */
    @Test
    void theMirroredSignatureIsAcceptedToo() throws Exception {
        byte[] der = signature("SHA256withECDSA", pair.getPrivate());

        assertThat(accepts(der(value(der, 0), order.subtract(value(der, 1))))).isTrue();
    }

    private boolean accepts(byte[] signature) {
        return Checking.accepts(ECDSA_P256, key, MESSAGE, signature);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signature(String algorithm, PrivateKey key) throws Exception {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static BigInteger value(byte[] der, int index) {
        int at = 2;
        for (int skipped = 0; skipped < index; skipped++) {
            at += 2 + der[at + 1];
        }
        return new BigInteger(Arrays.copyOfRange(der, at + 2, at + 2 + der[at + 1]));
    }

    private static byte[] der(BigInteger r, BigInteger s) {
        return tlv(SEQUENCE, tlv(INTEGER, r.toByteArray()), tlv(INTEGER, s.toByteArray()));
    }

    private static byte[] fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(bytes.length, fixed.length);
        System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
        return fixed;
    }

    private static byte[] tlv(int tag, byte[]... parts) {
        byte[] content = join(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> Byte.SIZE);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
