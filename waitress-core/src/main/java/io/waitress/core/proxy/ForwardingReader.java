package io.waitress.core.proxy;

import io.waitress.core.settings.ProxyHeader;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the headers of trusted proxies. Each proxy appends its word at the right, so of a chain only as many hops from
 * the right are looked at as there are trusted proxies; what stands left of them may be anybody's invention. Of the
 * believed hops the leftmost, the one closest to the client, counts. Immutable; safe from any thread.
 */
final class ForwardingReader {

    private final Set<ProxyHeader> trusted;
    private final int hops;

    ForwardingReader(Set<ProxyHeader> trusted, int hops) {
        this.trusted = trusted;
        this.hops = hops;
    }

    /**
     * Reads the trusted ones of the given headers.
     *
     * @param received the values by header, several lines of one joined by commas
     * @throws MalformedHeaderException if a trusted header is malformed
     */
    Forwarding read(Map<ProxyHeader, String> received) throws MalformedHeaderException {
        Map<ProxyHeader, String> values = new EnumMap<>(ProxyHeader.class);
        received.forEach((header, value) -> {
            if (trusted.contains(header)) {
                values.put(header, value);
            }
        });
        return values.containsKey(ProxyHeader.FORWARDED) ? readForwarded(values) : readSeparate(values);
    }

    private Forwarding readForwarded(Map<ProxyHeader, String> values) throws MalformedHeaderException {
        ProxyHeader header = ProxyHeader.FORWARDED;
        List<ForwardedElement> elements = lastHops(parse(header, values.get(header), ForwardedElement::parse));
        values.put(header, String.join(", ", elements.stream().map(ForwardedElement::raw).toList()));
        String client = first(elements, ForwardedElement::client);
        String host = first(elements, ForwardedElement::host);
        String proto = first(elements, ForwardedElement::proto);
        return new Forwarding(parse(header, client, Node::parse), parse(header, proto, ForwardingReader::scheme),
                parse(header, host, Authority::parse), -1, values);
    }

    private Forwarding readSeparate(Map<ProxyHeader, String> values) throws MalformedHeaderException {
        InetSocketAddress client = readHops(values, ProxyHeader.X_FORWARDED_FOR, Node::parse);
        Authority host = readHops(values, ProxyHeader.X_FORWARDED_HOST, Authority::parse);
        String scheme = readSingle(values, ProxyHeader.X_FORWARDED_PROTO, ForwardingReader::scheme);
        Integer port = readSingle(values, ProxyHeader.X_FORWARDED_PORT, Authority::port);
        return new Forwarding(client, scheme, host, port == null ? -1 : port, values);
    }

    /** Reads the believed hop of a header that grows by one at each proxy; null if the header is absent or empty. */
    private <T> T readHops(Map<ProxyHeader, String> values, ProxyHeader header, Function<String, T> reader)
            throws MalformedHeaderException {
        String value = values.get(header);
        if (value == null || value.isBlank()) {
            return null;
        }
        List<String> believed = lastHops(Arrays.stream(value.split(",", -1)).map(String::strip).toList());
        values.put(header, String.join(", ", believed));
        return parse(header, believed.get(0), text -> reader.apply(QuotedString.unquote(text)));
    }

    /** Reads a header that has one value whatever the number of proxies; null if it is absent or empty. */
    private static <T> T readSingle(Map<ProxyHeader, String> values, ProxyHeader header, Function<String, T> reader)
            throws MalformedHeaderException {
        String value = values.get(header);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.indexOf(',') >= 0) {
            throw new MalformedHeaderException(header, "more than one value");
        }
        return parse(header, value, text -> reader.apply(QuotedString.unquote(text)));
    }

    private <T> List<T> lastHops(List<T> all) {
        return all.subList(Math.max(0, all.size() - hops), all.size());
    }

    private static String first(List<ForwardedElement> elements, Function<ForwardedElement, String> part) {
        return elements.stream().map(part).filter(text -> text != null && !text.isEmpty()).findFirst().orElse(null);
    }

    /** Some proxies name the scheme of a WebSocket's URI instead of that of the request which opens it. */
    private static String scheme(String proto) {
        return switch (proto.toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw new IllegalArgumentException("unsupported protocol, expected http or https");
        };
    }

    private static <T> T parse(ProxyHeader header, String text, Function<String, T> reader)
            throws MalformedHeaderException {
        try {
            return text == null ? null : reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedHeaderException(header, e.getMessage());
        }
    }
}
