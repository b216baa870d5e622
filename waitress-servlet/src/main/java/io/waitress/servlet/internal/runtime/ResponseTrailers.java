package io.waitress.servlet.internal.runtime;

import io.waitress.core.http.Headers;
import io.waitress.core.http.MutableHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The trailers of a response, as the application supplies them. Fields that must not come that late (RFC 9110, section
 * 6.5.1) are left out.
 */
record ResponseTrailers(Supplier<Map<String, String>> supplier) implements Supplier<Headers> {

    private static final Set<String> FORBIDDEN = Set.of("age", "authorization", "cache-control", "connection",
            "content-encoding", "content-length", "content-range", "content-type", "cookie", "date", "expect",
            "expires", "host", "keep-alive", "location", "max-forwards", "pragma", "proxy-authenticate",
            "proxy-authorization", "range", "retry-after", "set-cookie", "te", "trailer", "transfer-encoding",
            "upgrade", "vary", "www-authenticate");

    @Override
    public Headers get() {
        Map<String, String> fields = supplier.get();
        MutableHeaders trailers = new MutableHeaders();
        if (fields != null) {
            fields.forEach((name, value) -> {
                if (name != null && value != null && !FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
                    trailers.add(name, FieldText.clean(value));
                }
            });
        }
        return trailers;
    }
}
