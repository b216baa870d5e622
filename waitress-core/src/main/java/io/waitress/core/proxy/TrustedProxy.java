package io.waitress.core.proxy;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.Observation;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import io.waitress.core.settings.AddressRange;
import io.waitress.core.settings.ProxyHeader;
import io.waitress.core.settings.ProxySettings;
import io.waitress.core.settings.Settings;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an application see requests as the client sent them, not as a proxy passed them on: applies the proxy headers of
 * {@linkplain ProxySettings#trusted() trusted peers} to address, scheme, host and port, and removes those of everybody
 * else. Works on any application and needs nothing of the engine.
 *
 * <ul>
 * <li>Of {@code Forwarded}, {@code X-Forwarded-For} and {@code X-Forwarded-Host}, the last
 *     {@link ProxySettings#count()} hops are believed, and the first of these counts.
 * <li>A port beside the host counts most, then {@code X-Forwarded-Port}, then the default of the forwarded scheme.
 * <li>The forwarded host replaces the {@code Host} field; headers of several hops keep those that are believed.
 * <li>A header spelled with underscores is not what a proxy writes, and passes by proxies that replace their own
 *     header. So it is never believed, and removed like an untrusted one.
 * <li>A trusted header that is malformed gives 400.
 * </ul>
 *
 * <p>Immutable; safe from any thread.
 */
public final class TrustedProxy implements Application {

    private static final Logger LOG = LoggerFactory.getLogger(TrustedProxy.class);
    private static final int LONGEST_LOGGED_VALUE = 200;

    private final Application next;
    private final List<AddressRange> peers;
    private final ForwardingReader reader;
    private final boolean clear;
    private final boolean logCleared;

    /**
     * Wraps an application.
     *
     * @param settings say whom to trust with what
     * @param next receives the requests; started and stopped with this
     */
    public TrustedProxy(Settings settings, Application next) {
        this.next = next;
        this.peers = settings.proxy().trusted();
        this.reader = new ForwardingReader(settings.proxy().headers(), settings.proxy().count());
        this.clear = settings.proxy().clearUntrusted();
        this.logCleared = settings.proxy().logUntrusted();
    }

    @Override
    public void start(Settings settings) throws Exception {
        next.start(settings);
    }

    @Override
    public void stop() {
        next.stop();
    }

    @Override
    public boolean startsEarly(RequestHead request) {
        return next.startsEarly(request);
    }

    @Override
    public boolean ready() {
        return next.ready();
    }

    @Override
    public void service(Exchange exchange) throws Exception {
        next.service(hasProxyHeader(exchange.request().headers()) ? forwarded(exchange) : exchange);
    }

    private static boolean hasProxyHeader(Headers headers) {
        return headers.contains(HeaderName.X_FORWARDED_FOR) || headers.contains(HeaderName.X_FORWARDED_PROTO)
                || headers.contains(HeaderName.FORWARDED) || headers.contains(HeaderName.X_FORWARDED_HOST)
                || headers.contains(HeaderName.X_FORWARDED_PORT) || headers.contains(HeaderName.X_FORWARDED_BY);
    }

    private Exchange forwarded(Exchange exchange) {
        SocketAddress peer = exchange.connection().remoteAddress();
        boolean trusted = trusts(peer);
        if (!trusted && !clear) {
            return exchange;
        }
        RequestHead request = exchange.request();
        Forwarding forwarding = trusted ? read(request.headers(), peer) : Forwarding.NOTHING;
        Headers headers = overridden(
                request.headers(), forwarding, ForwardedRequest.hostField(request, forwarding), peer);
        Observation observation = exchange.observation();
        if (observation != null && forwarding.client() != null) {
            observation.client(forwarding.client());
        }
        return new ForwardedExchange(exchange, ForwardedRequest.of(request, headers, forwarding),
                new ForwardedConnection(exchange.connection(), forwarding));
    }

    private boolean trusts(SocketAddress peer) {
        for (AddressRange range : peers) {
            if (range.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    private Forwarding read(Headers headers, SocketAddress peer) {
        Map<ProxyHeader, String> received = new EnumMap<>(ProxyHeader.class);
        for (int i = 0, size = headers.size(); i < size; i++) {
            ProxyHeader header = believable(headers.name(i));
            if (header != null) {
                received.merge(header, headers.value(i), (before, value) -> before + ", " + value);
            }
        }
        try {
            return reader.read(received);
        } catch (MalformedHeaderException e) {
            LOG.warn("Malformed proxy header {} from {}: {}. Value: {}", e.header().text(), peer, e.getMessage(),
                    printable(received.get(e.header())));
            throw new HttpException(400,
                    "Header \"" + e.header().text() + "\" malformed: " + e.getMessage() + ".");
        }
    }

    private static String printable(String value) {
        String start = value.substring(0, Math.min(value.length(), LONGEST_LOGGED_VALUE));
        return start.replaceAll("[^ -~]", "?");
    }

    private Headers overridden(Headers headers, Forwarding forwarding, String host, SocketAddress peer) {
        OverriddenHeaders.Builder result = new OverriddenHeaders.Builder(headers);
        Map<ProxyHeader, String> believed = new EnumMap<>(ProxyHeader.class);
        believed.putAll(forwarding.headers());
        List<String> cleared = new ArrayList<>(1);
        for (int i = 0, size = headers.size(); i < size; i++) {
            String name = headers.name(i);
            HeaderName known = HeaderName.of(name);
            if (known == null || !OverriddenHeaders.affected(known)) {
                result.keep(i, null);
            } else if (known == HeaderName.HOST) {
                result.keep(i, host);
            } else if (isBelieved(name, forwarding)) {
                String value = believed.remove(believable(name));
                if (value != null) { // the lines of a believed header become one
                    result.keep(i, value);
                }
            } else if (clear) {
                cleared.add(name);
            } else {
                result.keep(i, null);
            }
        }
        if (host != null && !headers.contains(HeaderName.HOST)) {
            result.add(HeaderName.HOST, host);
        }
        if (logCleared && !cleared.isEmpty()) {
            LOG.warn("Removed untrusted headers {} of a request from {}; a proxy in front should remove them",
                    cleared, peer);
        }
        return result.build();
    }

    private static boolean isBelieved(String name, Forwarding forwarding) {
        ProxyHeader header = believable(name);
        return header != null && forwarding.headers().containsKey(header);
    }

    /** Returns the proxy header of that name, or null if it is none or spelled with underscores. */
    private static ProxyHeader believable(String name) {
        for (ProxyHeader header : ProxyHeader.values()) {
            if (header.text().equalsIgnoreCase(name)) {
                return header;
            }
        }
        return null;
    }
}
