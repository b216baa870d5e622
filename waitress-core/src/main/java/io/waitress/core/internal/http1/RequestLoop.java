package io.waitress.core.internal.http1;

import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.work.Discardable;
import io.waitress.core.internal.work.ForeseeableTask;

/**
 * Serves the queued requests of one connection, one after the other. It is the task that the dispatcher submits when
 * the queue was empty; it stays on its worker as long as there is a next request and no other connection waits.
 *
 * <p>At any moment at most one thread is the server of the queue: the worker in {@link #run}, or nobody while a
 * suspended exchange is under way; whoever completes that exchange calls {@link #exchangeEnded} and so submits the loop
 * again.
 */
final class RequestLoop implements Discardable, ForeseeableTask {

    private final Connection connection;
    private final Http1Context context;
    private final Runnable attend;
    private final RequestQueue<Http1Exchange> queue = new RequestQueue<>();

    /**
     * @param attend run by the dispatcher when few enough requests are outstanding, see {@link RequestQueue#attendAt}
     */
    RequestLoop(Connection connection, Http1Context context, Runnable attend) {
        this.connection = connection;
        this.context = context;
        this.attend = attend;
    }

    /**
     * Queues a request. Dispatcher role only.
     *
     * @return true if {@link #start} must be called
     */
    boolean append(Http1Exchange exchange) {
        return queue.append(exchange);
    }

    /** Hands the queue to a worker. Dispatcher role only. */
    void start() {
        connection.dispatcher().submit(this);
    }

    int outstanding() {
        return queue.outstanding();
    }

    /** See {@link RequestQueue#attendAt}. Dispatcher role only. */
    boolean attendAt(int most) {
        return queue.attendAt(most);
    }

    @Override
    public void run() {
        do {
            Http1Exchange exchange = queue.first();
            if (!connection.open()) {
                // Whatever follows the last response of a connection is no request (RFC 9112, section 9.6).
                exchange.discard();
            } else if (!serve(exchange)) {
                return;
            }
        } while (next() && !yielded());
    }

    /** Called by whoever owns the queue's taking side. */
    @Override
    public boolean isShort() {
        ServiceTimes times = context.times();
        return times != null && queue.first().isShort(times);
    }

    private boolean serve(Http1Exchange exchange) {
        ServiceTimes times = context.times();
        if (times == null) {
            return exchange.serve();
        }
        long start = System.nanoTime();
        try {
            return exchange.serve();
        } finally {
            exchange.enter(times, System.nanoTime() - start);
        }
    }

    /** Drops all requests: the server has stopped before a worker came for them. */
    @Override
    public void discard() {
        do {
            queue.first().discard();
        } while (next());
    }

    /** Goes on after an exchange that was completed elsewhere than in {@link #run}. Any thread. */
    void exchangeEnded() {
        if (next()) {
            context.workers().submit(this);
        }
    }

    private boolean next() {
        boolean more = queue.remove();
        if (queue.takeAttention()) {
            connection.dispatcher().execute(attend);
        }
        return more;
    }

    /** Tells whether the next request is not for the calling thread, which is a dispatcher's. */
    private boolean needsWorker() {
        return context.times() != null && !isShort() && !context.workers().onWorker();
    }

    private boolean yielded() {
        if (!context.workers().backlogged() && !needsWorker()) {
            return false;
        }
        context.workers().submit(this);
        return true;
    }
}
