package io.waitress.core.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the server says it is: a certificate with its issuers', and the key that belongs to it. Immutable.
 *
 * @param chain the server's own certificate first
 * @param key belongs to the first
 * @param names for which the first is, in lower case; possibly with a wildcard
 */
record Identity(List<X509Certificate> chain, PrivateKey key, Set<String> names) {

    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
    private static final int DNS_NAME = 2;
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,+\"\\\\]+)");

    /**
     * Makes an identity of what is in files.
     *
     * @param certificateFile for messages
     * @param keyFile for messages
     * @throws IOException if the key does not belong to the first certificate
     */
    static Identity of(List<X509Certificate> chain, PrivateKey key, String certificateFile, String keyFile)
            throws IOException {
        X509Certificate own = chain.get(0);
        if (!belongs(key, own)) {
            boolean other = chain.stream().anyMatch(certificate -> belongs(key, certificate));
            throw new IOException(keyFile + ": the private key does not belong to the first certificate of "
                    + certificateFile + " (" + own.getSubjectX500Principal() + ")" + (other
                    ? ", but to another: expected the server's own certificate first, then its issuers'" : ""));
        }
        warnOfDates(own, certificateFile);
        return new Identity(List.copyOf(chain), key, names(own));
    }

    /** Tells whether the certificate has the name itself. */
    boolean isNamed(String name) {
        return names.contains(name);
    }

    /** Tells whether the certificate has the name, or a wildcard in place of the first label (RFC 6125). */
    boolean matches(String name) {
        int dot = name.indexOf('.');
        return names.contains(name) || dot > 0 && names.contains("*" + name.substring(dot));
    }

    boolean sharesNamesWith(Identity other) {
        return names.stream().anyMatch(other.names::contains);
    }

    /** Tells whether the key is of a kind, as the JDK's TLS calls them. */
    boolean hasKeyOfType(String type) {
        String algorithm = key.getAlgorithm();
        return algorithm.equals(type) || type.equals("EdDSA") && algorithm.startsWith("Ed");
    }

    static String normalized(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        try {
            byte[] message = {1, 2, 3};
            Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> key.getAlgorithm();
            });
            if (key.getAlgorithm().equals("RSASSA-PSS")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException ignored) {
            // Keys of different kinds, or curves.
            return false;
        }
    }

    private static void warnOfDates(X509Certificate certificate, String file) {
        Instant now = Instant.now();
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            LOG.warn("{}: the certificate of {} has expired on {}; clients will refuse it", file,
                    certificate.getSubjectX500Principal(), certificate.getNotAfter().toInstant());
        } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
            LOG.warn("{}: the certificate of {} is not valid before {}; clients will refuse it", file,
                    certificate.getSubjectX500Principal(), certificate.getNotBefore().toInstant());
        }
    }

    private static Set<String> names(X509Certificate certificate) {
        Set<String> names = new TreeSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream().filter(name -> name.get(0).equals(DNS_NAME))
                        .forEach(name -> names.add(normalized((String) name.get(1))));
            }
        } catch (CertificateParsingException e) {
            LOG.warn("The names of {} cannot be read: {}", certificate.getSubjectX500Principal(), e.getMessage());
        }
        Matcher common = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
        if (names.isEmpty() && common.find()) {
            names.add(normalized(common.group(1)));
        }
        return Set.copyOf(names);
    }
}
