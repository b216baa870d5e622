package io.waitress.core.settings;

import java.util.function.BiConsumer;
import java.util.function.Function;

/** The table of the settings about proxies. */
final class ProxyRows {

    private ProxyRows() {
    }

    static Setting row(String name) {
        return switch (name) {
            case "trustedProxy" -> of(name, TextType.listOf("PEER", text -> text),
                    (proxy, items) -> proxy.trusted(items.toArray(String[]::new)),
                    proxy -> proxy.trusted().stream().map(Object::toString).toList(),
                    "Peer whose proxy headers are believed: an address, a range such as 10.0.0.0/8, localhost for "
                            + "Unix domain sockets, or * for everybody. May be repeated.");
            case "trustedProxyCount" -> of(name, TextType.count(),
                    ProxySettings.Builder::count, ProxySettings::count,
                    "Proxies of a chain that are believed, counted from this server.");
            case "trustedProxyHeaders" -> of(name, TextType.listOf("HEADER", ProxyHeader::parse),
                    (proxy, items) -> proxy.headers(items.toArray(ProxyHeader[]::new)),
                    proxy -> proxy.headers().stream().sorted().toList(),
                    "Header believed from a trusted proxy: forwarded, or any of x-forwarded-for, -host, -proto, "
                            + "-port, -by. May be repeated.").withDefault("x-forwarded-proto");
            case "clearUntrustedProxyHeaders" -> of(name, TextType.flag(), ProxySettings.Builder::clearUntrusted,
                    ProxySettings::clearUntrusted,
                    "Remove proxy headers that are not believed before the application sees them.");
            case "logUntrustedProxyHeaders" -> of(name, TextType.flag(), ProxySettings.Builder::logUntrusted,
                    ProxySettings::logUntrusted, "Log a warning when proxy headers are removed.");
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static <T> Setting of(String name, TextType<T> type, BiConsumer<ProxySettings.Builder, T> setter,
            Function<ProxySettings, T> getter, String help) {
        return Setting.of(name, type, (builder, value) -> setter.accept(builder.proxy, value),
                settings -> getter.apply(settings.proxy()), help);
    }
}
