package dev.sluice.wycheproof;

import static dev.sluice.signature.AsymmetricAlgorithm.RSA_SHA1;
import static dev.sluice.signature.AsymmetricAlgorithm.RSA_SHA256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** RSA signatures (RFC 8017, 8.2) whose padding or hash a lax check would overlook; Wycheproof has none with SHA-1. */
final class CraftedRsaTest {
    private static final byte[] MESSAGE = "{\"id\": \"evt_1\"}".getBytes(UTF_8);
    private static final int LENGTH = 2048 / Byte.SIZE;
    private static final byte[] SHA256 = HexFormat.of().parseHex("3031300d060960864801650304020105000420");
    private static final byte[] SHA512 = HexFormat.of().parseHex("3051300d060960864801650304020305000440");
    private static final byte[] SHA1 = HexFormat.of().parseHex("3021300906052b0e03021a05000414");

    private static KeyPair pair;
    private static String key;

    @BeforeAll
    static void makeAKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(LENGTH * Byte.SIZE);
        pair = generator.generateKeyPair();
        key = HexFormat.of().formatHex(pair.getPublic().getEncoded());
    }

    @Test
    void whatIsPaddedAsTheStandardSaysIsAccepted() throws Exception {
        assertThat(accepts(raised(padded(1, 0xff, SHA256, hash("SHA-256"))))).isTrue();
        assertThat(Checking.accepts(RSA_SHA1, key, MESSAGE, raised(padded(1, 0xff, SHA1, hash("SHA-1")))))
                .isTrue();
    }

    @Test
    void otherPaddingIsRefused() throws Exception {
        byte[] hash = hash("SHA-256");
        byte[] whole = padded(1, 0xff, SHA256, hash);
        Map<String, byte[]> flaws = new LinkedHashMap<>();
        flaws.put("block type 0", padded(0, 0xff, SHA256, hash));
        flaws.put("block type 2", padded(2, 0xff, SHA256, hash));
        flaws.put("padding of other bytes", padded(1, 0xfe, SHA256, hash));
        flaws.put("no hash function named", padded(1, 0xff, new byte[0], hash));
        flaws.put("SHA-512 named", padded(1, 0xff, SHA512, hash));
        flaws.put("a hash too short", padded(1, 0xff, SHA256, Arrays.copyOf(hash, 31)));
        flaws.put("a byte after the hash", padded(1, 0xff, SHA256, Arrays.copyOf(hash, 33)));
        flaws.put("bytes after the hash in the padding's place", early(hash));
        flaws.put("another hash", padded(1, 0xff, SHA256, new byte[32]));
        for (int at : new int[] {0, 1, 2, 100, LENGTH - 52, LENGTH - 51, LENGTH - 33, LENGTH - 32, LENGTH - 1}) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            if (at > 0) {
                flaws.put("byte " + at + " changed", changed);
            }
        }

        flaws.forEach(
                (what, flawed) -> assertThat(accepts(raised(flawed))).as(what).isFalse());
    }

    @Test
    void otherLengthsAndValuesAreRefused() throws Exception {
        byte[] whole = raised(padded(1, 0xff, SHA256, hash("SHA-256")));
        BigInteger modulus = ((RSAPrivateKey) pair.getPrivate()).getModulus();
        Map<String, byte[]> flaws = new LinkedHashMap<>();
        flaws.put("nothing", new byte[0]);
        flaws.put("zero", new byte[LENGTH]);
        flaws.put("one", fixed(BigInteger.ONE));
        flaws.put("the modulus", fixed(modulus));
        flaws.put("the modulus less one", fixed(modulus.subtract(BigInteger.ONE)));
        flaws.put("a zero before it", join(new byte[1], whole));
        flaws.put("a zero after it", join(whole, new byte[1]));
        flaws.put("the modulus added", new BigInteger(1, whole).add(modulus).toByteArray());
        flaws.put("cut off", Arrays.copyOf(whole, LENGTH - 1));

        flaws.forEach((what, flawed) -> assertThat(accepts(flawed)).as(what).isFalse());
    }

    @Test
    void otherHashesAndSchemesAreRefused() throws Exception {
        assertThat(accepts(signature("SHA1withRSA"))).isFalse();
        assertThat(accepts(signature("SHA512withRSA"))).isFalse();
        assertThat(accepts(signature("SHA3-256withRSA"))).isFalse();
        assertThat(Checking.accepts(RSA_SHA1, key, MESSAGE, signature("SHA256withRSA")))
                .isFalse();
    }

    private static boolean accepts(byte[] signature) {
        return Checking.accepts(RSA_SHA256, key, MESSAGE, signature);
    }

    private static byte[] padded(int blockType, int padding, byte[] named, byte[] hash) {
        byte[] block = new byte[LENGTH];
        Arrays.fill(block, (byte) padding);
        block[0] = 0;
        block[1] = (byte) blockType;
        byte[] end = join(new byte[1], named, hash);
        System.arraycopy(end, 0, block, LENGTH - end.length, end.length);
        return block;
    }

    /** Little padding, then the hash, then room for whatever a forger needs. */
    private static byte[] early(byte[] hash) {
        byte[] block = new byte[LENGTH];
        byte[] start = join(HexFormat.of().parseHex("0001ffffffffffffffff00"), SHA256, hash);
        System.arraycopy(start, 0, block, 0, start.length);
        return block;
    }

    /** What the private key makes of a block, however it is padded. */
    private static byte[] raised(byte[] block) {
        RSAPrivateKey secret = (RSAPrivateKey) pair.getPrivate();
        return fixed(new BigInteger(1, block).modPow(secret.getPrivateExponent(), secret.getModulus()));
    }

    private static byte[] fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[LENGTH];
        int length = Math.min(bytes.length, LENGTH);
        System.arraycopy(bytes, bytes.length - length, fixed, LENGTH - length, length);
        return fixed;
    }

    private static byte[] signature(String algorithm) throws Exception {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);
        return signer.sign();
    }

    private static byte[] hash(String algorithm) throws Exception {
        return MessageDigest.getInstance(algorithm).digest(MESSAGE);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
