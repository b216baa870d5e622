package io.waitress.core.proxy;

import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.ExchangeWrapper;
import io.waitress.core.exchange.RequestHead;

/** An exchange whose request and connection are seen as the client meant them. Threads: as the original's. */
final class ForwardedExchange extends ExchangeWrapper {

    private final RequestHead request;
    private final ConnectionInfo connection;

    ForwardedExchange(Exchange original, RequestHead request, ConnectionInfo connection) {
        super(original);
        this.request = request;
        this.connection = connection;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public ConnectionInfo connection() {
        return connection;
    }
}
