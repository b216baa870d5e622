/**
 * Believes what trusted proxies say of the client, in {@code Forwarded} or {@code X-Forwarded-…} fields, and hides what
 * anybody else says. The server puts {@link io.waitress.core.proxy.TrustedProxy} around its application; which peers
 * are trusted is a matter of {@link io.waitress.core.settings.ProxySettings#trusted()}.
 */
package io.waitress.core.proxy;
