package io.waitress.core.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemPrivateKeyTest {

    @TempDir
    static Path folder;
    private static TestKeys rsa;
    private static TestKeys ec;
    private static TestKeys edwards;

    @BeforeAll
    static void makeKeys() {
        rsa = TestKeys.make(folder, "RSA", "localhost");
        ec = TestKeys.make(folder, "EC", "localhost");
        edwards = TestKeys.make(folder, "Ed25519", "localhost");
    }

    private static PrivateKey read(TestKeys keys, String pem, String password) throws IOException {
        Path file = folder.resolve("key.pem");
        Files.writeString(file, pem);
        return PemFile.read("tlsKey", file).privateKey(password, keys.certificate().getPublicKey());
    }

    private static void assertSame(TestKeys keys, String pem) throws Exception {
        PrivateKey key = read(keys, pem, TestKeys.PASSWORD);

        Identity identity = Identity.of(List.of(keys.certificate()), key, "c", "k");
        assertEquals(key, identity.key());
    }

    private static byte[] inner(TestKeys keys) {
        return Der.parse(keys.key().getEncoded()).child(2).content();
    }

    @Test
    void readsEveryKind() throws Exception {
        assertSame(rsa, rsa.keyPem());
        assertSame(ec, ec.keyPem());
        assertSame(edwards, edwards.keyPem());
        assertSame(rsa, TestKeys.pem("RSA PRIVATE KEY", inner(rsa)));
        assertSame(ec, TestKeys.pem("EC PRIVATE KEY", inner(ec)));
    }

    /** As openssl writes it, with the parameters before the key and in it. */
    @Test
    void readsCurveOfTheKeyItself() throws Exception {
        Der curve = Der.parse(ec.key().getEncoded()).child(1).child(1);
        Der sec1 = Der.parse(inner(ec));
        Der withCurve = Der.sequence(sec1.child(0), sec1.child(1), new Der(0xa0, curve.encoded()));

        assertSame(ec, TestKeys.pem("EC PARAMETERS", curve.encoded())
                + TestKeys.pem("EC PRIVATE KEY", withCurve.encoded()));
    }

    @Test
    void readsWithTextAroundAndAfterTheCertificate() throws Exception {
        assertSame(rsa, "Bag Attributes\n    friendlyName: x\n" + rsa.certificatePem() + "subject=/CN=x\r\n"
                + rsa.keyPem().replace("\n", "\r\n"));
    }

    private static String encrypted(String algorithm) throws Exception {
        SecretKey secret = SecretKeyFactory.getInstance(algorithm)
                .generateSecret(new PBEKeySpec(TestKeys.PASSWORD.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        Der parameters = Der.parse(cipher.getParameters().getEncoded());
        Der kind = Der.objectIdentifier(algorithm.contains("DESede") ? "1.2.840.113549.1.12.1.3"
                : "1.2.840.113549.1.5.13");
        return TestKeys.pem("ENCRYPTED PRIVATE KEY", Der.sequence(Der.sequence(kind, parameters),
                Der.octets(cipher.doFinal(rsa.key().getEncoded()))).encoded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA1AndAES_128", "PBEWithSHA1AndDESede"})
    void readsEncrypted(String algorithm) throws Exception {
        String pem = encrypted(algorithm);

        assertSame(rsa, pem);
        assertComplaint("tlsPassword is not the password of the private key", pem, "wrong");
        assertComplaint("the private key is encrypted: set tlsPassword", pem, null);
    }

    @Test
    void saysWhatItExpected() {
        assertComplaint("openssl pkcs8 -topk8", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                + "DEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", null);
        assertComplaint("expected a private key of kind PKCS #8", TestKeys.pem("DSA PRIVATE KEY", new byte[] {1}),
                null);
        assertComplaint("expected a private key of kind PKCS #8", TestKeys.pem("PRIVATE KEY", new byte[] {1}), null);
        assertComplaint("expected a private key of kind PKCS #8", TestKeys.pem("PRIVATE KEY",
                Der.sequence(Der.integer(0), Der.sequence(Der.objectIdentifier("1.2.3")), Der.octets(new byte[1]))
                        .encoded()), null);
        assertComplaint("expected a private key of kind PKCS #8", TestKeys.pem("EC PRIVATE KEY", inner(rsa)), null);
        assertComplaint("encrypted in a way that this JVM does not know",
                TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}), "x");
        assertComplaint("expected a private key, but it has only: CERTIFICATE",
                assertDoesNotFail(() -> rsa.certificatePem()), null);
        assertComplaint("expected a PEM file", "no key at all", null);
    }

    private interface Text {
        String get() throws Exception;
    }

    private static String assertDoesNotFail(Text text) {
        try {
            return text.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertComplaint(String expected, String pem, String password) {
        String message = assertThrows(IOException.class, () -> read(rsa, pem, password)).getMessage();

        assertTrue(message.startsWith("tlsKey: " + folder.resolve("key.pem") + ": "), message);
        assertTrue(message.contains(expected), message);
    }

    /** Whatever is in a file: a key or a complaint that names it. */
    @Test
    void complainsOfWhateverIsDamaged() throws Exception {
        String[] labels = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"};
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            TestKeys keys = List.of(rsa, ec, edwards).get(random.nextInt(3));
            byte[] bytes = random.nextBoolean() ? keys.key().getEncoded() : inner(keys);
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(random.nextBoolean() ? 30 : bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            try {
                assertSame(keys, TestKeys.pem(labels[random.nextInt(labels.length)], cut));
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("tlsKey: ") || e.getMessage().startsWith("k: "), e.getMessage());
            } catch (Exception | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
