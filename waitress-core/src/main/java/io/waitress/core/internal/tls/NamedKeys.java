package io.waitress.core.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses, of several certificates, the one with the name that the client asks for (RFC 6066, section 3): the name
 * itself before a wildcard. A client that names none, or one that no certificate has, gets the first, or another of the
 * first one's names with the kind of key that the client can use. Immutable; any thread.
 */
final class NamedKeys extends X509ExtendedKeyManager {

    private final List<Identity> identities;

    NamedKeys(List<Identity> identities) {
        this.identities = List.copyOf(identities);
    }

    /** Called for one kind of key after the other, until the answer is not null. */
    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        Identity chosen = choose(requestedName(engine), keyType);
        return chosen == null ? null : String.valueOf(identities.indexOf(chosen));
    }

    /** Returns null if there is none with such a key, though there may be one with another. */
    Identity choose(String name, String keyType) {
        if (name != null) {
            List<Identity> exact = identities.stream().filter(identity -> identity.isNamed(name)).toList();
            List<Identity> matching = exact.isEmpty()
                    ? identities.stream().filter(identity -> identity.matches(name)).toList() : exact;
            if (!matching.isEmpty()) {
                return first(matching, keyType);
            }
        }
        Identity usual = identities.get(0);
        return first(identities.stream().filter(identity -> identity == usual || identity.sharesNamesWith(usual))
                .toList(), keyType);
    }

    private static Identity first(List<Identity> candidates, String keyType) {
        return candidates.stream().filter(identity -> identity.hasKeyOfType(keyType)).findFirst().orElse(null);
    }

    private static String requestedName(SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return Identity.normalized(host.getAsciiName());
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
