package io.waitress.core.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A file of kind PKCS12 or JKS. Every failure names the file and says what was expected. */
final class KeyStoreFile {

    private final String name;
    private final KeyStore store;
    private final char[] password;

    private KeyStoreFile(String name, KeyStore store, char[] password) {
        this.name = name;
        this.store = store;
        this.password = password;
    }

    /**
     * Reads a file.
     *
     * @param setting that names the file, for messages
     * @param password or null
     */
    static KeyStoreFile open(String setting, Path file, String password) throws IOException {
        String name = setting + ": " + file;
        PemFile.requireFile(name, file);
        if (PemFile.isPem(file)) {
            throw new IOException(name + ": expected a PKCS12 or JKS key store, but it is a PEM file, as tlsCertificate"
                    + " and tlsKey take");
        }
        char[] characters = password == null ? null : password.toCharArray();
        try {
            return new KeyStoreFile(name, KeyStore.getInstance(file.toFile(), characters), characters);
        } catch (IOException e) {
            throw new IOException(name + ": " + (e.getCause() instanceof UnrecoverableKeyException
                    ? "tlsPassword is not the password of this key store"
                    : "cannot be read as PKCS12 or JKS: " + e.getMessage()), e);
        } catch (KeyStoreException e) {
            throw new IOException(name + ": expected a PKCS12 or JKS key store" + (Files.size(file) == 0
                    ? ", but it is empty" : ""), e);
        } catch (GeneralSecurityException e) {
            throw new IOException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns all private keys with their certificates, in the order in which the file has them. */
    List<Identity> identities() throws IOException {
        List<Identity> identities = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getCertificateChain(alias) != null) {
                    identities.add(identity(alias));
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw new IOException(name + ": " + (password == null ? "its keys need a password: set tlsPassword"
                    : "tlsPassword is not the password of its keys"), e);
        } catch (GeneralSecurityException e) {
            throw new IOException(name + ": cannot be read: " + e.getMessage(), e);
        }
        if (identities.isEmpty()) {
            throw new IOException(name + ": expected a private key with its certificate, but there is none"
                    + (password == null ? "; tlsPassword is not set" : ""));
        }
        return identities;
    }

    /** Returns the certificates that stand for themselves. */
    List<X509Certificate> trusted() throws IOException {
        List<X509Certificate> trusted = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    trusted.add(certificate);
                }
            }
        } catch (KeyStoreException e) {
            throw new IOException(name + ": cannot be read: " + e.getMessage(), e);
        }
        if (trusted.isEmpty()) {
            throw new IOException(name + ": expected certificates to trust, but there is none" + (password == null
                    ? "; tlsPassword is not set" : ""));
        }
        return trusted;
    }

    private Identity identity(String alias) throws GeneralSecurityException, IOException {
        String entry = name + ", entry " + alias;
        if (!(store.getKey(alias, password) instanceof PrivateKey key)) {
            throw new IOException(entry + ": expected a private key");
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            if (!(certificate instanceof X509Certificate x509)) {
                throw new IOException(entry + ": expected X.509 certificates");
            }
            chain.add(x509);
        }
        return Identity.of(chain, key, entry, entry);
    }
}
