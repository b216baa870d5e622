package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Exchange;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;

/**
 * The attributes of a request: those of its dispatch, those the application sets, and those of the connection. Only
 * changes to the application's own are events. Confined to whoever runs the exchange.
 */
final class RequestAttributes {

    /**
     * The name of an attribute that tells whether the client is still there: a {@link BooleanSupplier} that is safe
     * from any thread. It is not among the names, since it is there for every request.
     */
    static final String CLIENT_CONNECTED = "io.waitress.client_connected";

    private final ServletRequestImpl request;
    private final Map<String, Object> own = new HashMap<>();
    private Map<String, Object> ofTls;      // made on demand

    RequestAttributes(ServletRequestImpl request) {
        this.request = request;
    }

    Object get(String name) {
        Object value = own.get(name);
        return value != null ? value : ofConnection(name);
    }

    private Object ofConnection(String name) {
        if (name.equals(CLIENT_CONNECTED)) {
            Exchange exchange = request.exchange();
            return (BooleanSupplier) exchange::clientConnected;
        }
        return tls().get(name);
    }

    private Map<String, Object> tls() {
        if (ofTls == null) {
            SSLSession session = request.exchange().connection().tlsSession();
            ofTls = session == null ? Map.of() : TlsAttributes.of(session);
        }
        return ofTls;
    }

    Enumeration<String> names() {
        Set<String> names = new LinkedHashSet<>(request.target().attributes().names());
        names.addAll(own.keySet());
        names.addAll(tls().keySet());
        return Collections.enumeration(names);
    }

    void set(String name, Object value) {
        Listeners listeners = request.target().context().listeners();
        Object previous = own.put(name, value);
        if (previous == null) {
            listeners.requestAttributeAdded(request, name, value);
        } else {
            listeners.requestAttributeReplaced(request, name, previous);
        }
    }

    void remove(String name) {
        Object previous = own.remove(name);
        if (previous != null) {
            request.target().context().listeners().requestAttributeRemoved(request, name, previous);
        }
    }
}
