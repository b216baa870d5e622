package io.waitress.servlet.internal.runtime;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The listeners of one asynchronous cycle, in order. Safe from any thread. */
final class AsyncListeners {

    private final Invocation invocation;
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    private record Entry(AsyncListener listener, ServletRequest request, ServletResponse response) {
    }

    /** One method of {@link AsyncListener}. */
    @FunctionalInterface
    interface Notification {
        void send(AsyncListener listener, AsyncEvent event) throws IOException;
    }

    AsyncListeners(Invocation invocation) {
        this.invocation = invocation;
    }

    void add(AsyncListener listener, ServletRequest request, ServletResponse response) {
        entries.add(new Entry(listener, request, response));
    }

    /** Tells all listeners; an exception of one is logged and keeps nothing from the others. */
    void tell(Notification notification, AsyncContextImpl context, Throwable cause) {
        for (Entry entry : entries) {
            AsyncEvent event = new AsyncEvent(context, entry.request, entry.response, cause);
            invocation.runLogged("asynchronous listener " + entry.listener.getClass().getName(),
                    () -> notification.send(entry.listener, event));
        }
    }
}
