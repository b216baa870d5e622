package io.waitress.core.internal.http1;

import io.waitress.core.http.HttpException;
import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.work.Discardable;
import io.waitress.core.internal.work.ForeseeableTask;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Serves the queued requests of one connection, one after the other. It is the task that the dispatcher submits when
 * the queue was empty; it stays on its worker as long as there is a next request and no other connection waits.
 *
 * <p>At any moment at most one thread is the server of the queue: the worker in {@link #run}, or nobody while a
 * suspended exchange is under way; whoever completes that exchange calls {@link #exchangeEnded} and so submits the loop
 * again. Requests that need no application are answered by the dispatcher if nobody serves the queue.
 */
final class RequestLoop implements Discardable, ForeseeableTask {

    private static final VarHandle WAITING_SINCE;

    static {
        try {
            WAITING_SINCE = MethodHandles.lookup().findVarHandle(RequestLoop.class, "waitingSince", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Connection connection;
    private final Http1Context context;
    private final Runnable attend;
    private final RequestQueue<Http1Exchange> queue = new RequestQueue<>();

    /** Whether a request that waits too long for a worker is refused. */
    private final boolean watched;

    /**
     * If that is so: when the loop was handed over, or 0 if it does not wait. Whoever sets it to 0 is the server of the
     * queue: the worker that has come for it, or the dispatcher that refuses what has waited too long.
     */
    private volatile long waitingSince;

    /**
     * @param attend run by the dispatcher when few enough requests are outstanding, see {@link RequestQueue#attendAt}
     */
    RequestLoop(Connection connection, Http1Context context, Runnable attend) {
        this.connection = connection;
        this.context = context;
        this.attend = attend;
        this.watched = !context.settings().admission().queueTimeout().isZero();
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
        if (queue.first().needsNoApplication()) {
            serveHere();
        } else {
            beginToWait();
            connection.dispatcher().submit(this);
        }
    }

    /**
     * Answers requests as long as they need no application, then hands over the rest. Nothing of it waits. Dispatcher
     * role only, as the server of the queue.
     */
    private void serveHere() {
        do {
            Http1Exchange exchange = queue.first();
            if (!connection.open()) {
                exchange.discard();
            } else if (exchange.needsNoApplication()) {
                exchange.serve();
            } else {
                start();
                return;
            }
        } while (next());
    }

    /** Tells whether the first request has waited for a worker for so long. Dispatcher role only. */
    boolean waitsLongerThan(long nanos, long nowNanos) {
        long since = waitingSince;
        return since != 0 && nowNanos - since > nanos;
    }

    /**
     * Refuses the first request and drops those after it, as the connection ends. Dispatcher role only, as the server of
     * the queue, after {@link #endWait}.
     */
    void refuse(HttpException cause) {
        queue.first().refuse(cause);
        serveHere();
    }

    private void beginToWait() {
        if (watched) {
            waitingSince = connection.dispatcher().nowNanos() | 1;
        }
    }

    /** Makes the caller the server of the queue; returns false if somebody else has become that. */
    boolean endWait() {
        long since = waitingSince;
        return since != 0 && WAITING_SINCE.compareAndSet(this, since, 0);
    }

    private void submit() {
        beginToWait();
        context.workers().submit(this);
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
        if (watched && !endWait()) {
            return;
        }
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
        if (watched && !endWait()) {
            return;
        }
        do {
            queue.first().discard();
        } while (next());
    }

    /** Goes on after an exchange that was completed elsewhere than in {@link #run}. Any thread. */
    void exchangeEnded() {
        if (next()) {
            submit();
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
        submit();
        return true;
    }
}
