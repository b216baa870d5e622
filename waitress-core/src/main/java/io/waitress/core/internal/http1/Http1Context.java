package io.waitress.core.internal.http1;

import io.waitress.core.exchange.Application;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.ExchangeObserver;
import io.waitress.core.http.HttpException;
import io.waitress.core.internal.parse.ParserLimits;
import io.waitress.core.internal.work.StuckTasks;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import org.slf4j.event.Level;

/**
 * What all HTTP/1.1 connections of one server share. Immutable; safe from any thread.
 *
 * @param settings the server's settings
 * @param application what answers requests; null if the server answers all of them itself
 * @param workers where it runs
 * @param encoder makes response heads
 * @param errors makes the content of error responses
 * @param limits what the parser accepts
 * @param scratches where responses are encoded
 * @param times which requests are short, or null if nobody asks
 * @param probes what is answered without the application, or null
 * @param ids names requests, or null
 * @param stuck told of application code that runs, or null
 * @param observer told of every exchange, or null
 * @param server how the server is
 */
record Http1Context(
        Settings settings,
        Application application,
        WorkerPool workers,
        ResponseEncoder encoder,
        ErrorResponses errors,
        ParserLimits limits,
        Scratches scratches,
        ServiceTimes times,
        Probes probes,
        RequestIds ids,
        StuckTasks stuck,
        ExchangeObserver observer,
        ServerStatus server) {

    static Http1Context of(Settings settings, Application application, WorkerPool workers, StuckTasks stuck,
            ExchangeObserver observer, ServerStatus server) {
        return new Http1Context(settings, application == null ? Http1Context::notFound : application, workers,
                new ResponseEncoder(settings.ident(), new DateHeader(System::currentTimeMillis)),
                new ErrorResponses(settings.ident(), settings.exposeTracebacks()),
                new ParserLimits(settings.maxRequestHeaderSize(), settings.maxHeaderCount(),
                        settings.maxRequestBodySize()),
                new Scratches(), WorkerPool.sparesShortTasks(settings) ? new ServiceTimes() : null,
                Probes.of(settings.management(), application == null, server), requestIds(settings), stuck, observer,
                server);
    }

    private static RequestIds requestIds(Settings settings) {
        return settings.management().requestIdHeader().isEmpty() ? null
                : new RequestIds(settings.management().requestIdHeader(), settings.proxy().trusted());
    }

    /** Never called for more than whether a body is wanted early: all requests are answered before. */
    private static void notFound(Exchange exchange) {
        throw new HttpException(404, "not found");
    }

    /** Returns the level at which it is logged that a client has gone. */
    Level disconnectionLevel() {
        return settings.logSocketErrors() ? Level.INFO : Level.DEBUG;
    }
}
