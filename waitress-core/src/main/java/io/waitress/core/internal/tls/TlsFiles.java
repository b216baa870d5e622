package io.waitress.core.internal.tls;

import io.waitress.core.settings.TlsClientAuth;
import io.waitress.core.settings.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files with keys and certificates, and what was in them when they were last in order. Files that change are read
 * again; as long as something is wrong with them, as when only one of two has been replaced, the old content is used.
 */
final class TlsFiles {

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private final TlsSettings settings;
    private final String[] applicationProtocols;
    private volatile TlsContext current;
    // Guarded by this.
    /** What the files looked like when they were last in order. */
    private Map<Path, Object> seen;
    /** What has been told of files that are not in order since, or null. */
    private String told;

    private TlsFiles(TlsSettings settings, String... applicationProtocols) {
        this.settings = settings;
        this.applicationProtocols = applicationProtocols;
    }

    /**
     * Reads the files.
     *
     * @throws IOException if one cannot be used; the message names it and says what was expected
     */
    static TlsFiles open(TlsSettings settings, String... applicationProtocols) throws IOException {
        TlsFiles files = new TlsFiles(settings, applicationProtocols);
        files.read(files.looks());
        return files;
    }

    /** Returns what new connections are to use. Any thread. */
    TlsContext current() {
        return current;
    }

    /** Reads the files again if they have changed since they were last in order. Any thread. */
    synchronized void check() {
        Map<Path, Object> looks = looks();
        if (looks.equals(seen)) {
            return;
        }
        try {
            read(looks);
            LOG.info("Keys and certificates were read again, since the files have changed");
        } catch (IOException | RuntimeException e) {
            // Tried again next time: it may be for want of descriptors, say, rather than because of the files.
            String complaint = String.valueOf(e.getMessage());
            if (!complaint.equals(told)) {
                told = complaint;
                LOG.warn("The changed keys and certificates are not used: {}", complaint);
            }
        }
    }

    /** Takes what the files looked like before: what changes while they are read is read again. */
    private synchronized void read(Map<Path, Object> looks) throws IOException {
        List<Identity> identities = new ArrayList<>();
        if (settings.keystore() != null) {
            identities.addAll(KeyStoreFile.open("tlsKeystore", settings.keystore(), settings.password()).identities());
        }
        for (int i = 0; i < settings.certificate().size(); i++) {
            Path certificate = settings.certificate().get(i);
            identities.add(identity(certificate, settings.key().isEmpty() ? certificate : settings.key().get(i)));
        }
        TrustManager[] trust = settings.truststore() == null || settings.clientAuth() == TlsClientAuth.NONE
                ? null : trust();
        current = TlsContext.of(identities, trust, settings, applicationProtocols);
        seen = looks;
        told = null;
    }

    private Identity identity(Path certificateFile, Path keyFile) throws IOException {
        PemFile certificates = PemFile.read("tlsCertificate", certificateFile);
        PemFile keys = keyFile.equals(certificateFile) ? certificates : PemFile.read("tlsKey", keyFile);
        List<X509Certificate> chain = certificates.certificates();
        return Identity.of(chain, keys.privateKey(settings.password(), chain.get(0).getPublicKey()),
                certificates.name(), keys.name());
    }

    private TrustManager[] trust() throws IOException {
        Path file = settings.truststore();
        List<X509Certificate> trusted = PemFile.isPem(file)
                ? PemFile.read("tlsTruststore", file).certificates()
                : KeyStoreFile.open("tlsTruststore", file, settings.password()).trusted();
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate certificate : trusted) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IOException("tlsTruststore: " + file + ": cannot be used: " + e.getMessage(), e);
        }
    }

    /** Returns for each file something that is different when the file is. */
    private Map<Path, Object> looks() {
        Map<Path, Object> looks = new LinkedHashMap<>();
        Stream.of(Stream.ofNullable(settings.keystore()), settings.certificate().stream(), settings.key().stream(),
                Stream.ofNullable(settings.truststore())).flatMap(files -> files)
                .forEach(file -> looks.put(file, look(file)));
        return looks;
    }

    private static Object look(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return e.getClass();
        }
    }
}
