package io.waitress.core.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The settings about TLS: which certificates the server has, and what it asks of clients. The names of their textual
 * forms begin with {@code tls}.
 *
 * <p>The files are read when the server starts, and again when they have changed: see {@link #keystore()}.
 *
 * <p>Immutable; safe from any thread.
 */
public final class TlsSettings {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Path keystore;
    private final Path truststore;
    private final String password;
    private final List<Path> certificate;
    private final List<Path> key;
    private final TlsClientAuth clientAuth;
    private final List<String> protocols;
    private final List<String> ciphers;
    private final Duration handshakeTimeout;

    TlsSettings(Builder builder) {
        this.keystore = builder.keystore;
        this.truststore = builder.truststore;
        this.password = builder.password;
        this.certificate = builder.certificate;
        this.key = builder.key;
        this.clientAuth = builder.clientAuth();
        this.protocols = builder.protocols();
        this.ciphers = builder.ciphers.isEmpty() ? CIPHERS : builder.ciphers;
        this.handshakeTimeout = builder.handshakeTimeout;
    }

    /**
     * {@return the key store with the server's private keys and certificates, or null} Of several entries each client
     * gets the one that has the name it asks for, or the first. While the server runs, the files are looked at once per
     * {@link Settings#cleanupInterval()}; new ones are used from then on if they are in order.
     */
    public Path keystore() {
        return keystore;
    }

    /** {@return the key store or PEM file with the certificates by which clients' certificates are trusted, or null} */
    public Path truststore() {
        return truststore;
    }

    /** {@return the password of the key stores and of encrypted keys, or null} */
    public String password() {
        return password;
    }

    /** {@return the PEM files with certificate chains, each beginning with the server's own; used like entries} */
    public List<Path> certificate() {
        return certificate;
    }

    /** {@return the PEM files with the private keys, in the order of the certificates; none if they are in those} */
    public List<Path> key() {
        return key;
    }

    /** {@return whether clients are asked for a certificate: {@code WANT} with a trust store unless set} */
    public TlsClientAuth clientAuth() {
        return clientAuth;
    }

    /** {@return the versions of TLS that are spoken: 1.3 and 1.2 unless set} */
    public List<String> protocols() {
        return protocols;
    }

    /**
     * {@return the cipher suites that may be used, by the names of the JDK} Unless set, they are those with keys that
     * are forgotten afterwards and authenticated encryption, Mozilla's "intermediate" recommendation without
     * finite-field key exchange. Of them the client's order counts, since it knows whether its processor has AES.
     */
    public List<String> ciphers() {
        return ciphers;
    }

    /** {@return how long a client may take from connecting until the encryption is agreed on} */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** {@return whether there is a certificate, without which there is no TLS} */
    public boolean enabled() {
        return keystore != null || !certificate.isEmpty();
    }

    /** Collects the settings about TLS; checked with all others by {@link Settings.Builder#build()}. */
    public static final class Builder {

        Path keystore;
        Path truststore;
        String password;
        List<Path> certificate = List.of();
        List<Path> key = List.of();
        TlsClientAuth clientAuth;
        List<String> protocols = List.of();
        List<String> ciphers = List.of();
        Duration handshakeTimeout = Duration.ofSeconds(10);

        Builder() {
        }

        /**
         * Sets {@link TlsSettings#keystore()}. May not be combined with certificate.
         *
         * @param file PKCS12 or JKS; null for none
         * @return this
         */
        public Builder keystore(Path file) {
            keystore = file;
            return this;
        }

        /**
         * Sets {@link TlsSettings#truststore()}.
         *
         * @param file PKCS12, JKS or PEM; null for none
         * @return this
         */
        public Builder truststore(Path file) {
            truststore = file;
            return this;
        }

        /**
         * Sets {@link TlsSettings#password()}.
         *
         * @param password null for none
         * @return this
         */
        public Builder password(String password) {
            this.password = password;
            return this;
        }

        /**
         * Sets {@link TlsSettings#certificate()}, replacing those set before.
         *
         * @param files PEM
         * @return this
         */
        public Builder certificate(Path... files) {
            certificate = List.of(files);
            return this;
        }

        /**
         * Sets {@link TlsSettings#key()}, replacing those set before.
         *
         * @param files PEM, as many as certificates, or none
         * @return this
         */
        public Builder key(Path... files) {
            key = List.of(files);
            return this;
        }

        /**
         * Sets {@link TlsSettings#clientAuth()}.
         *
         * @param mode anything but {@code NONE} needs a trust store
         * @return this
         */
        public Builder clientAuth(TlsClientAuth mode) {
            clientAuth = mode;
            return this;
        }

        /**
         * Sets {@link TlsSettings#protocols()}, replacing those set before.
         *
         * @param names {@code TLSv1.3}, {@code TLSv1.2} or both; none for the default
         * @return this
         */
        public Builder protocols(String... names) {
            protocols = List.of(names);
            return this;
        }

        /**
         * Sets {@link TlsSettings#ciphers()}, replacing those set before.
         *
         * @param names such as {@code TLS_AES_256_GCM_SHA384}, one for each protocol at least; none for the default
         * @return this
         */
        public Builder ciphers(String... names) {
            ciphers = List.of(names);
            return this;
        }

        /**
         * Sets {@link TlsSettings#handshakeTimeout()}.
         *
         * @param timeout 1 millisecond to 365 days
         * @return this
         */
        public Builder handshakeTimeout(Duration timeout) {
            handshakeTimeout = timeout;
            return this;
        }

        boolean enabled() {
            return keystore != null || !certificate.isEmpty();
        }

        List<String> protocols() {
            return protocols.isEmpty() ? PROTOCOLS : protocols;
        }

        private TlsClientAuth clientAuth() {
            if (clientAuth != null) {
                return clientAuth;
            }
            return truststore == null ? TlsClientAuth.NONE : TlsClientAuth.WANT;
        }
    }
}
