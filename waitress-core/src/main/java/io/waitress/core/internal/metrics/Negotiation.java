package io.waitress.core.internal.metrics;

import io.waitress.core.http.Headers;
import io.waitress.core.internal.metrics.Exposition.Format;
import java.util.Locale;

/** Which format a client wants (RFC 9110, section 12.5.1). */
public final class Negotiation {

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String TEXT = "text/plain";

    private Negotiation() {
    }

    /**
     * Returns OpenMetrics if the client names it and likes it at least as much as plain text, else plain text, which is
     * never refused.
     */
    public static Format format(Headers request) {
        double openMetrics = 0;
        double text = 0;
        for (String field : request.all("Accept")) {
            for (String range : field.split(",")) {
                String[] parts = range.split(";", -1);
                String type = parts[0].strip().toLowerCase(Locale.ROOT);
                if (type.equals(OPEN_METRICS)) {
                    openMetrics = Math.max(openMetrics, weight(parts));
                } else if (type.equals(TEXT)) {
                    text = Math.max(text, weight(parts));
                }
            }
        }
        return openMetrics > 0 && openMetrics >= text ? Format.OPEN_METRICS : Format.PROMETHEUS;
    }

    /** Returns 0 if the weight cannot be understood. */
    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                return parameter.matches("q=[01](\\.[0-9]{0,3})?") ? Double.parseDouble(parameter.substring(2)) : 0;
            }
        }
        return 1;
    }
}
