package dev.sluice.ingest.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFilesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "RSA, -keysize, 2048",
        "EC, -groupname, secp256r1",
        "EC, -groupname, secp384r1",
        "EdDSA, -groupname, Ed25519"
    })
    void everyUsualKindOfKeyIsRead(String algorithm, String option, String value) throws Exception {
        TlsFiles files = TestCertificates.make(directory, "a", algorithm, option, value);

        assertThatCode(files::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"RSA, -keysize, 2048, RSA PRIVATE KEY", "EC, -groupname, secp256r1, EC PRIVATE KEY"})
    void olderFormsOfKeysAreRead(String algorithm, String option, String value, String label) throws Exception {
        TlsFiles files = TestCertificates.make(directory, "a", algorithm, option, value);
        Files.writeString(files.key(), TestCertificates.pem(label, innerKey(files.key(), algorithm)));

        assertThatCode(files::check).doesNotThrowAnyException();
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        TlsFiles one = TestCertificates.make(directory, "one");
        TlsFiles other = TestCertificates.make(directory, "other");

        assertRefused(new TlsFiles(one.certificate(), other.key()), "the key is not the certificate's");
    }

    @Test
    void keyOfAnotherKindIsRefused() throws Exception {
        TlsFiles one = TestCertificates.make(directory, "one");
        TlsFiles other = TestCertificates.make(directory, "other", "RSA", "-keysize", "2048");

        assertRefused(new TlsFiles(one.certificate(), other.key()), "can't be read as the EC key");
    }

    @Test
    void filesThatHoldSomethingElseAreRefused() throws Exception {
        TlsFiles files = TestCertificates.make(directory, "a");

        assertRefused(new TlsFiles(files.certificate(), files.certificate()), "there is no private key");
        assertRefused(new TlsFiles(files.certificate(), directory.resolve("nowhere")), "nowhere can't be read");
        assertRefused(new TlsFiles(files.key(), files.key()), "certificate");
        Files.writeString(files.key(), TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));
        assertRefused(files, "the key is encrypted");
        Files.writeString(files.certificate(), "");
        assertRefused(files, "there is no certificate");
    }

    private static void assertRefused(TlsFiles files, String why) {
        assertThatThrownBy(files::check)
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining(why);
    }

    /** What PKCS #8 wraps, which is the older form; it comes last. */
    private static byte[] innerKey(Path file, String algorithm) throws Exception {
        String text = Files.readString(file);
        byte[] pkcs8 = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        // Version, then an AlgorithmIdentifier of two identifiers, or one and NULL, then the octets' own header.
        int header = key instanceof ECPrivateKey ? 2 + 1 + 3 + 21 + 2 : 4 + 3 + 15 + 4;
        return Arrays.copyOfRange(pkcs8, header - (key instanceof ECPrivateKey ? 1 : 0), pkcs8.length);
    }
}
