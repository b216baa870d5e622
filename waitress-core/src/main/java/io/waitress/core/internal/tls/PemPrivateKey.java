package io.waitress.core.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A private key in a PEM file. The JDK reads PKCS #8 only; the older forms, of RSA (RFC 8017) and of elliptic curves
 * (RFC 5915), are what PKCS #8 wraps with the name of the algorithm.
 */
final class PemPrivateKey {

    private static final Der RSA = Der.sequence(Der.objectIdentifier("1.2.840.113549.1.1.1"), Der.nothing());
    private static final Der EC = Der.objectIdentifier("1.2.840.10045.2.1");
    private static final String EXPECTED = "expected a private key of kind PKCS #8, PKCS #1 or SEC 1, for RSA, EC or"
            + " Ed25519";

    private PemPrivateKey() {
    }

    /**
     * Reads a key.
     *
     * @param password or null
     * @param counterpart the public key, which tells the curve if the private one does not
     * @param name of the file, for messages
     */
    static PrivateKey read(PemFile.Block block, String password, PublicKey counterpart, String name)
            throws IOException {
        if (block.text().contains("Proc-Type:")) {
            throw new IOException(name + ": the private key is encrypted in an old way; expected an encrypted key of"
                    + " kind PKCS #8, as this makes: openssl pkcs8 -topk8 -in OLD -out NEW");
        }
        byte[] bytes = block.bytes();
        if (bytes == null) {
            throw new IOException(name + ": the private key is damaged: expected base 64");
        }
        try {
            return key(switch (block.label()) {
                case "PRIVATE KEY" -> bytes;
                case "RSA PRIVATE KEY" -> pkcs8(RSA, bytes);
                case "EC PRIVATE KEY" -> pkcs8(Der.sequence(EC, curve(bytes, counterpart)), bytes);
                case "ENCRYPTED PRIVATE KEY" -> decrypted(bytes, password, name);
                default -> throw new IOException(name + ": " + EXPECTED + ", not " + block.label());
            });
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(name + ": " + EXPECTED + ", but it cannot be read: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        String algorithm = Der.parse(pkcs8).child(1).child(0).objectIdentifier();
        return KeyFactory.getInstance(switch (algorithm) {
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
            case "1.2.840.10045.2.1" -> "EC";
            case "1.3.101.112", "1.3.101.113" -> "EdDSA";
            default -> throw new IllegalArgumentException("algorithm " + algorithm + " is not known");
        }).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static byte[] pkcs8(Der algorithm, byte[] key) {
        return Der.sequence(Der.integer(0), algorithm, Der.octets(key)).encoded();
    }

    /** Returns the name of the curve: the key's own, or that of the certificate's. */
    private static Der curve(byte[] key, PublicKey counterpart) {
        for (Der part : Der.parse(key).children()) {
            if (part.isContext(0)) {
                return part.child(0);
            }
        }
        return Der.parse(counterpart.getEncoded()).child(0).child(1);
    }

    private static byte[] decrypted(byte[] bytes, String password, String name)
            throws IOException, GeneralSecurityException {
        if (password == null) {
            throw new IOException(name + ": the private key is encrypted: set tlsPassword");
        }
        EncryptedPrivateKeyInfo encrypted;
        Cipher cipher;
        try {
            encrypted = new EncryptedPrivateKeyInfo(bytes);
            // The name of PBES2 does not tell which ciphers it uses; its parameters do.
            boolean general = encrypted.getAlgName().equals("PBES2") || encrypted.getAlgName().startsWith("1.2.");
            String algorithm = general ? encrypted.getAlgParameters().toString() : encrypted.getAlgName();
            cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm)
                    .generateSecret(new PBEKeySpec(password.toCharArray())), encrypted.getAlgParameters());
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(name + ": the private key is encrypted in a way that this JVM does not know; expected"
                    + " PBKDF2 with AES, as this makes: openssl pkcs8 -topk8 -v2 aes256 -in OLD -out NEW", e);
        }
        try {
            return encrypted.getKeySpec(cipher).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IOException(name + ": tlsPassword is not the password of the private key", e);
        }
    }
}
