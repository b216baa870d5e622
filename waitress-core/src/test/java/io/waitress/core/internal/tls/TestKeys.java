package io.waitress.core.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys with certificates that the JDK's keytool makes for a test, each in a key store of its own. */
public final class TestKeys {

    /** The password of every key store. */
    public static final String PASSWORD = "secret";

    private final Path file;
    private final KeyStore store;

    private TestKeys(Path file, KeyStore store) {
        this.file = file;
        this.store = store;
    }

    /**
     * Makes a key.
     *
     * @param folder where the key store is made
     * @param algorithm RSA, EC or Ed25519
     * @param names host names, of which the first is also that of the subject
     */
    public static TestKeys make(Path folder, String algorithm, String... names) {
        return make(folder, List.of("-validity", "30"), algorithm, names);
    }

    /** Makes a key whose certificate has expired. */
    public static TestKeys expired(Path folder) {
        return make(folder, List.of("-startdate", "-10d", "-validity", "5"), "EC", "localhost");
    }

    private static TestKeys make(Path folder, List<String> dates, String algorithm, String... names) {
        try {
            Path file = Files.createTempFile(folder, names[0].replace('*', 'x'), ".p12");
            Files.delete(file);
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                    "-alias", "key", "-keyalg", algorithm, "-dname", "CN=" + names[0] + ", O=Test", "-storetype", "PKCS12",
                    "-keystore", file.toString(), "-storepass", PASSWORD,
                    "-ext", "SAN=DNS:" + String.join(",DNS:", names) + ",IP:127.0.0.1"));
            command.addAll(dates);
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            return new TestKeys(file, store);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a key store with the keys of several, in their order. */
    public static Path together(Path folder, TestKeys... keys) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        all.load(null, null);
        for (int i = 0; i < keys.length; i++) {
            all.setKeyEntry("key" + i, keys[i].key(), PASSWORD.toCharArray(),
                    new Certificate[] {keys[i].certificate()});
        }
        Path file = Files.createTempFile(folder, "together", ".p12");
        try (var output = Files.newOutputStream(file)) {
            all.store(output, PASSWORD.toCharArray());
        }
        return file;
    }

    /** Returns the key store. */
    public Path file() {
        return file;
    }

    KeyStore store() {
        return store;
    }

    /** Returns the private key. */
    public PrivateKey key() {
        try {
            return (PrivateKey) store.getKey("key", PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the certificate. */
    public X509Certificate certificate() {
        try {
            return (X509Certificate) store.getCertificate("key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the certificate as text. */
    public String certificatePem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate().getEncoded());
    }

    /** Returns the key as text, of kind PKCS #8. */
    public String keyPem() {
        return pem("PRIVATE KEY", key().getEncoded());
    }

    static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

}
