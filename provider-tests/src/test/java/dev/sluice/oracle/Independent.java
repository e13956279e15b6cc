package dev.sluice.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.signature.SignedRequest;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** Signatures by Bouncy Castle's own arithmetic, over content that each provider's documents name. */
final class Independent {
    private Independent() {}

    /** Texts and bytes, one after the other. */
    static byte[] joined(Object... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (Object part : parts) {
            content.writeBytes(
                    part instanceof byte[] bytes ? bytes : part.toString().getBytes(UTF_8));
        }
        return content.toByteArray();
    }

    static byte[] hmacSha256(String secret, Object... parts) {
        return hmac(new SHA256Digest(), secret, parts);
    }

    static byte[] hmacSha1(String secret, Object... parts) {
        return hmac(new SHA1Digest(), secret, parts);
    }

    private static byte[] hmac(Digest digest, String secret, Object... parts) {
        byte[] content = joined(parts);
        HMac mac = new HMac(digest);
        mac.init(new KeyParameter(secret.getBytes(UTF_8)));
        mac.update(content, 0, content.length);
        byte[] signature = new byte[mac.getMacSize()];
        mac.doFinal(signature, 0);
        return signature;
    }

    static byte[] sha256(Object... parts) {
        byte[] content = joined(parts);
        SHA256Digest digest = new SHA256Digest();
        digest.update(content, 0, content.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** @param publicKey a SubjectPublicKeyInfo in base64 */
    static boolean ed25519(String publicKey, byte[] signature, Object... parts) throws Exception {
        AsymmetricKeyParameter key =
                PublicKeyFactory.createKey(Base64.getDecoder().decode(publicKey));
        byte[] content = joined(parts);
        Ed25519Signer verifier = new Ed25519Signer();
        verifier.init(false, (Ed25519PublicKeyParameters) key);
        verifier.update(content, 0, content.length);
        return verifier.verifySignature(signature);
    }

    /** Whether a header is this prefix and signature, in hex. */
    static boolean hex(SignedRequest request, String header, String prefix, byte[] signature) {
        return Requests.header(request, header).equals(prefix + HexFormat.of().formatHex(signature));
    }

    /** Whether a header is this prefix and signature, in base64. */
    static boolean base64(SignedRequest request, String header, String prefix, byte[] signature) {
        return Requests.header(request, header)
                .equals(prefix + Base64.getEncoder().encodeToString(signature));
    }
}
