package io.waitress.core.settings;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The table of the settings about TLS. */
final class TlsRows {

    private TlsRows() {
    }

    static Setting row(String name) {
        return switch (name) {
            case "tlsKeystore" -> of(name, TextType.path(), TlsSettings.Builder::keystore, TlsSettings::keystore,
                    "PKCS12 or JKS file with the server's keys and certificates; clients get the one they name, "
                            + "or the first.");
            case "tlsCertificate" -> of(name, TextType.paths(),
                    (tls, files) -> tls.certificate(files.toArray(Path[]::new)), TlsSettings::certificate,
                    "PEM file with the server's certificate, followed by its issuers'. May be repeated for further "
                            + "names.");
            case "tlsKey" -> of(name, TextType.paths(), (tls, files) -> tls.key(files.toArray(Path[]::new)),
                    TlsSettings::key,
                    "PEM file with the key of the --tls-certificate in the same place, if that does not have it.");
            case "tlsPassword" -> of(name, TextType.text(),
                    (tls, text) -> tls.password(text.isEmpty() ? null : text), TlsSettings::password,
                    "Password of key stores and encrypted keys; better in the environment or --config.");
            case "tlsTruststore" -> of(name, TextType.path(),
                    TlsSettings.Builder::truststore, TlsSettings::truststore,
                    "PKCS12, JKS or PEM file with certificates by which those of clients are trusted.");
            case "tlsClientAuth" -> of(name, TextType.clientAuth(),
                    TlsSettings.Builder::clientAuth, TlsSettings::clientAuth,
                    "Whether clients are asked for a certificate: none, want or need.")
                    .withDefault("want with --tls-truststore, else none");
            case "tlsProtocols" -> of(name, TextType.listOf("PROTOCOL", text -> text),
                    (tls, items) -> tls.protocols(items.toArray(String[]::new)), TlsSettings::protocols,
                    "Version of TLS that is spoken: TLSv1.3 or TLSv1.2. May be repeated.");
            case "tlsCiphers" -> of(name, TextType.listOf("SUITE", text -> text),
                    (tls, items) -> tls.ciphers(items.toArray(String[]::new)), TlsSettings::ciphers,
                    "Cipher suite that may be used, such as TLS_AES_256_GCM_SHA384. May be repeated.")
                    .withDefault("ephemeral keys with AES-GCM or ChaCha20");
            case "tlsHandshakeTimeout" -> of(name, TextType.seconds(),
                    TlsSettings.Builder::handshakeTimeout, TlsSettings::handshakeTimeout,
                    "Time that a client has from connecting until TLS is agreed on.");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static <T> Setting of(String name, TextType<T> type, BiConsumer<TlsSettings.Builder, T> setter,
            Function<TlsSettings, T> getter, String help) {
        return Setting.of(name, type, (builder, value) -> setter.accept(builder.tls, value),
                settings -> getter.apply(settings.tls()), help);
    }
}
