package io.waitress.core.internal.parse;

import io.waitress.core.http.Headers;
import io.waitress.core.http.HttpException;
import io.waitress.core.http.MutableHeaders;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;

/**
 * Parses the trailer section of a chunked body, with the grammar and the limits of a head. Fields that RFC 9110,
 * section 6.5.1, keeps out of trailers (framing, routing, authentication, request modifiers, description of the
 * content) are dropped: they came too late to mean anything, and nothing downstream can be led to believe them.
 * Confined to the dispatcher role.
 */
final class TrailerParser {

    private static final Set<String> FORBIDDEN = Set.of(
            "accept", "accept-charset", "accept-encoding", "accept-language", "authorization", "cache-control",
            "connection", "content-disposition", "content-encoding", "content-language", "content-length",
            "content-location", "content-range", "content-transfer-encoding", "content-type", "cookie", "date",
            "expect", "forwarded", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range",
            "if-unmodified-since", "keep-alive", "max-forwards", "origin", "pragma", "range", "referer", "set-cookie",
            "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "via");
    private static final String[] FORBIDDEN_PREFIXES = {"proxy-", "sec-", "x-forwarded-"};

    private final ParserLimits limits;
    private final FieldSection fields;
    private final SectionBytes bytes = new SectionBytes();
    private Headers trailers = Headers.empty();

    TrailerParser(ParserLimits limits) {
        this.limits = limits;
        fields = new FieldSection("trailer section", limits);
    }

    /**
     * Consumes input up to the end of the section, or all of it.
     *
     * @return true if the section is complete
     */
    boolean parse(ByteBuffer input) {
        int from = input.position();
        int to = from + Math.min(input.remaining(), limits.maxHeadBytes() - bytes.length());
        int at = fields.scan(input, from, to, bytes.length() - from);
        if (fields.done()) {
            trailers = allowed(fields.take(bytes.take(input, at)));
            return true;
        }
        if (at < input.limit()) {
            throw new HttpException(431, "The trailer section is larger than " + limits.maxHeadBytes() + " bytes");
        }
        bytes.append(input);
        return false;
    }

    private static Headers allowed(HeaderTable received) {
        MutableHeaders allowed = new MutableHeaders();
        for (int i = 0; i < received.size(); i++) {
            if (!forbidden(received.name(i))) {
                allowed.add(received.name(i), received.value(i));
            }
        }
        allowed.freeze();
        return allowed;
    }

    private static boolean forbidden(String name) {
        // Underscores are dashes to some back ends; a name that only looks harmless is not let through.
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
        for (String prefix : FORBIDDEN_PREFIXES) {
            if (plain.startsWith(prefix)) {
                return true;
            }
        }
        return FORBIDDEN.contains(plain);
    }

    Headers trailers() {
        return trailers;
    }
}
