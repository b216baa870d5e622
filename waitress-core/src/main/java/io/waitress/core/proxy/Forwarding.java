package io.waitress.core.proxy;

import io.waitress.core.settings.ProxyHeader;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * What trusted proxies say of a request. Each part is null (the port -1) if they say nothing of it.
 *
 * @param client the client's address
 * @param scheme {@code http} or {@code https}
 * @param host the host by which the client addressed the service, and maybe the port
 * @param port the port by which the client addressed the service, unless the host names one
 * @param headers the trusted headers as the application may see them: reduced to the hops that are believed
 */
record Forwarding(InetSocketAddress client, String scheme, Authority host, int port, Map<ProxyHeader, String> headers) {

    static final Forwarding NOTHING = new Forwarding(null, null, null, -1, Map.of());
}
