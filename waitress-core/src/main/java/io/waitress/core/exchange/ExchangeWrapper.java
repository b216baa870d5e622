package io.waitress.core.exchange;

import java.time.Duration;
import java.util.Objects;

/**
 * An exchange that is another one in everything but what a subclass changes, for applications that pass requests on to
 * others. Threads: as the original's.
 */
public abstract class ExchangeWrapper implements Exchange {

    private final Exchange original;

    /**
     * Wraps an exchange.
     *
     * @param original to which every call goes
     */
    protected ExchangeWrapper(Exchange original) {
        this.original = Objects.requireNonNull(original, "original");
    }

    /**
     * Returns what is wrapped.
     *
     * @return the original
     */
    protected final Exchange original() {
        return original;
    }

    @Override
    public RequestHead request() {
        return original.request();
    }

    @Override
    public RequestBody body() {
        return original.body();
    }

    @Override
    public Response response() {
        return original.response();
    }

    @Override
    public ConnectionInfo connection() {
        return original.connection();
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
    public String requestId() {
        return original.requestId();
    }

    @Override
    public Observation observation() {
        return original.observation();
    }

    @Override
    public void upgrade(UpgradeHandler handler) {
        original.upgrade(handler);
    }
}
