package io.waitress.core.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The settings about proxies in front of the server: which are believed, and what of them. Their textual forms are
 * named {@code trustedProxy}, {@code trustedProxyCount}, {@code trustedProxyHeaders},
 * {@code clearUntrustedProxyHeaders} and {@code logUntrustedProxyHeaders}.
 *
 * <p>Immutable; safe from any thread.
 */
public final class ProxySettings {

    private final List<AddressRange> trusted;
    private final int count;
    private final Set<ProxyHeader> headers;
    private final boolean clearUntrusted;
    private final boolean logUntrusted;

    ProxySettings(Builder builder) {
        this.trusted = builder.trustedRanges();
        this.count = builder.count == null ? 1 : builder.count;
        this.headers = builder.effectiveHeaders();
        this.clearUntrusted = builder.clearUntrusted;
        this.logUntrusted = builder.logUntrusted;
    }

    /** {@return the peers whose proxy headers are believed; none unless set} */
    public List<AddressRange> trusted() {
        return trusted;
    }

    /** {@return how many proxies in a chain are believed, counted from this server} */
    public int count() {
        return count;
    }

    /**
     * {@return the headers that are believed from a trusted proxy: {@code x-forwarded-proto} unless set, none without
     * a trusted proxy}
     */
    public Set<ProxyHeader> headers() {
        return headers;
    }

    /** {@return whether proxy headers that are not believed are removed before the application sees the request} */
    public boolean clearUntrusted() {
        return clearUntrusted;
    }

    /** {@return whether a warning is logged when proxy headers are removed} */
    public boolean logUntrusted() {
        return logUntrusted;
    }

    /** Collects the settings about proxies; checked with all others by {@link Settings.Builder#build()}. */
    public static final class Builder {

        List<String> trusted = List.of();
        Integer count;
        Set<ProxyHeader> headers = Set.of();
        boolean clearUntrusted = true;
        boolean logUntrusted;

        Builder() {
        }

        /**
         * Sets the peers of {@link ProxySettings#trusted()}, replacing those set before.
         *
         * @param peers each in a form that {@link AddressRange#parse} reads
         * @return this
         */
        public Builder trusted(String... peers) {
            trusted = List.of(peers);
            return this;
        }

        /**
         * Sets {@link ProxySettings#count()}.
         *
         * @param proxies 1 or more; needs {@link ProxySettings#trusted()}
         * @return this
         */
        public Builder count(int proxies) {
            count = proxies;
            return this;
        }

        /**
         * Sets {@link ProxySettings#headers()}, replacing those set before.
         *
         * @param names either {@code FORWARDED} alone or any of the others; needs {@link ProxySettings#trusted()}
         * @return this
         */
        public Builder headers(ProxyHeader... names) {
            headers = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(names)));
            return this;
        }

        /**
         * Sets {@link ProxySettings#clearUntrusted()}.
         *
         * @param enabled false to pass them on
         * @return this
         */
        public Builder clearUntrusted(boolean enabled) {
            clearUntrusted = enabled;
            return this;
        }

        /**
         * Sets {@link ProxySettings#logUntrusted()}.
         *
         * @param enabled true to log it; needs {@link ProxySettings#clearUntrusted()}
         * @return this
         */
        public Builder logUntrusted(boolean enabled) {
            logUntrusted = enabled;
            return this;
        }

        private List<AddressRange> trustedRanges() {
            List<AddressRange> ranges = new ArrayList<>();
            for (String peer : trusted) {
                ranges.add(AddressRange.parse(peer));
            }
            return List.copyOf(ranges);
        }

        private Set<ProxyHeader> effectiveHeaders() {
            Set<ProxyHeader> implied = trusted.isEmpty() ? Set.of() : Set.of(ProxyHeader.X_FORWARDED_PROTO);
            return headers.isEmpty() ? implied : headers;
        }
    }
}
