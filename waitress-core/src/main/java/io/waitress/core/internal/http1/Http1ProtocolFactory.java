package io.waitress.core.internal.http1;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.ExchangeObserver;
import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Protocol;
import io.waitress.core.internal.net.ProtocolFactory;
import io.waitress.core.internal.work.StuckTasks;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;

/** Makes every new connection of one server speak HTTP/1.1. */
public final class Http1ProtocolFactory implements ProtocolFactory {

    private final Http1Context context;

    /**
     * Creates the factory.
     *
     * @param settings the server's settings
     * @param application what answers the requests; null if the server itself answers all of them
     * @param workers where it runs
     * @param stuck told of application code that runs, or null
     * @param observer told of every exchange, or null
     * @param server how the server is
     */
    public Http1ProtocolFactory(Settings settings, Application application, WorkerPool workers,
            StuckTasks stuck, ExchangeObserver observer, ServerStatus server) {
        context = Http1Context.of(settings, application, workers, stuck, observer, server);
    }

    @Override
    public Protocol create(Connection connection) {
        return new Http1Protocol(context, connection);
    }
}
