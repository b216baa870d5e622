package io.waitress.core.proxy;

import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.RequestBody;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.exchange.Response;
import io.waitress.core.exchange.UpgradeHandler;
import java.time.Duration;

/** An exchange whose request and connection are seen as the client meant them. Threads: as the original's. */
record ForwardedExchange(Exchange original, RequestHead request, ConnectionInfo connection) implements Exchange {

    @Override
    public RequestBody body() {
        return original.body();
    }

    @Override
    public Response response() {
        return original.response();
    }

    @Override
    public boolean clientConnected() {
        return original.clientConnected();
    }

    @Override
    public void suspend() {
        original.suspend();
    }

    @Override
    public void execute(Runnable task) {
        original.execute(task);
    }

    @Override
    public void fork(Runnable task) {
        original.fork(task);
    }

    @Override
    public void deadline(Duration after, Runnable onExpiry) {
        original.deadline(after, onExpiry);
    }

    @Override
    public void complete() {
        original.complete();
    }

    @Override
    public void fail(Throwable cause) {
        original.fail(cause);
    }

    @Override
    public void upgrade(UpgradeHandler handler) {
        original.upgrade(handler);
    }
}
