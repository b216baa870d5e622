package io.waitress.core.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.waitress.core.settings.Settings;
import io.waitress.core.settings.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files may be, and what is said about those that may not. */
class TlsFilesTest {

    @TempDir
    static Path folder;
    private static TestKeys rsa;
    private static TestKeys ec;

    @BeforeAll
    static void makeKeys() {
        rsa = TestKeys.make(folder, "RSA", "localhost");
        ec = TestKeys.make(folder, "EC", "localhost");
    }

    private static TlsFiles open(Consumer<TlsSettings.Builder> change) throws IOException {
        return TlsFiles.open(Settings.builder().tls(change).build().tls(), "http/1.1");
    }

    private static Path write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertComplaint(String expected, UnaryOperator<TlsSettings.Builder> change) {
        String message = assertThrows(IOException.class, () -> open(change::apply)).getMessage();

        assertEquals(expected, message.replace(folder.toString(), "…"));
    }

    @Test
    void saysWhatIsWrongWithKeyStores() throws Exception {
        String store = "tlsKeystore: …/" + rsa.file().getFileName();
        Path pem = write("a.pem", rsa.certificatePem());

        assertComplaint("tlsKeystore: …/none.p12: no such file", tls -> tls.keystore(folder.resolve("none.p12")));
        assertComplaint("tlsKeystore: …: expected a file, but it is a folder or something else",
                tls -> tls.keystore(folder));
        assertComplaint("tlsKeystore: …/empty: expected a PKCS12 or JKS key store, but it is empty",
                tls -> tls.keystore(write("empty", "")));
        assertComplaint("tlsKeystore: …/text: expected a PKCS12 or JKS key store",
                tls -> tls.keystore(write("text", "nonsense")));
        assertComplaint("tlsKeystore: …/a.pem: expected a PKCS12 or JKS key store, but it is a PEM file, as"
                + " tlsCertificate and tlsKey take", tls -> tls.keystore(pem));
        assertComplaint(store + ": tlsPassword is not the password of this key store",
                tls -> tls.keystore(rsa.file()).password("wrong"));
        assertComplaint(store + ": expected a private key with its certificate, but there is none; tlsPassword is not"
                + " set", tls -> tls.keystore(rsa.file()));
        assertComplaint("tlsTruststore: …/text: expected a PKCS12 or JKS key store",
                tls -> tls.keystore(rsa.file()).password(TestKeys.PASSWORD).truststore(folder.resolve("text")));
        assertComplaint("tlsTruststore: …/key.pem: expected a certificate, but it has only: PRIVATE KEY",
                tls -> tls.keystore(rsa.file()).password(TestKeys.PASSWORD)
                        .truststore(write("key.pem", rsa.keyPem())));
    }

    @Test
    void saysWhatIsWrongWithPemFiles() throws Exception {
        Path certificate = write("c.pem", rsa.certificatePem());
        Path two = write("two.pem", ec.certificatePem() + rsa.certificatePem());

        assertComplaint("tlsCertificate: …/none.pem: no such file", tls -> tls.certificate(folder.resolve("none.pem")));
        assertComplaint("tlsKey: …/none.key: no such file",
                tls -> tls.certificate(certificate).key(folder.resolve("none.key")));
        assertComplaint("tlsCertificate: …/c.pem: expected a private key, but it has only: CERTIFICATE",
                tls -> tls.certificate(certificate));
        assertComplaint("tlsCertificate: …/" + rsa.file().getFileName() + ": expected a PEM file, with -----BEGIN … and"
                + " -----END … in it; a PKCS12 or JKS file is given as tlsKeystore",
                tls -> tls.certificate(rsa.file()));
        assertComplaint("tlsKey: …/k.pem: the private key does not belong to the first certificate of tlsCertificate:"
                + " …/c.pem (CN=localhost, O=Test)",
                tls -> tls.certificate(certificate).key(write("k.pem", ec.keyPem())));
        assertComplaint("tlsKey: …/k.pem: the private key does not belong to the first certificate of tlsCertificate:"
                + " …/two.pem (CN=localhost, O=Test), but to another: expected the server's own certificate first, then"
                + " its issuers'", tls -> tls.certificate(two).key(write("k.pem", rsa.keyPem())));
        assertComplaint("tlsCertificate: …/broken.pem: a certificate is damaged: expected base 64",
                tls -> tls.certificate(write("broken.pem",
                        "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----")));
    }

    @Test
    void takesJksAndAnExpiredCertificate() throws Exception {
        TestKeys expired = TestKeys.expired(folder);

        assertNotNull(open(tls -> tls.keystore(expired.file()).password(TestKeys.PASSWORD)).current());
    }

    @Test
    void readsAgainOnlyWhatHasChangedAndIsInOrder() throws Exception {
        Path certificate = write("x.pem", rsa.certificatePem());
        Path key = write("x.key", rsa.keyPem());
        TlsFiles files = open(tls -> tls.certificate(certificate).key(key));
        TlsContext first = files.current();

        files.check();
        assertSame(first, files.current());

        Files.writeString(key, "nonsense, but not for long");
        files.check();
        assertSame(first, files.current());
        Files.delete(key);
        files.check();
        assertSame(first, files.current());

        Files.writeString(key, rsa.keyPem());
        Files.setLastModifiedTime(key, FileTime.fromMillis(1_000_000));
        files.check();
        assertNotSame(first, files.current());
    }

    /** As when there were no descriptors left: nothing about the files tells that it would work now. */
    @Test
    void triesAgainWhatCouldNotBeReadThoughNothingHasChanged() throws Exception {
        Path both = write("both.pem", rsa.certificatePem() + rsa.keyPem());
        TlsFiles files = open(tls -> tls.certificate(both));
        TlsContext first = files.current();
        String renewed = ec.certificatePem() + ec.keyPem();

        Files.writeString(both, "x".repeat(renewed.length()));
        Files.setLastModifiedTime(both, FileTime.fromMillis(1_000_000));
        files.check();
        assertSame(first, files.current());
        Files.writeString(both, renewed);
        Files.setLastModifiedTime(both, FileTime.fromMillis(1_000_000));
        files.check();

        assertNotSame(first, files.current());
    }
}
