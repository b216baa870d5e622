package io.waitress.core.internal.net;

import io.waitress.core.internal.buffer.BufferMemory;
import io.waitress.core.internal.work.WorkerPool;
import io.waitress.core.settings.Settings;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes connections of accepted sockets, each of which is already counted against the limit. */
final class ConnectionOpener {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionOpener.class);
    /** The only thing servers of one JVM share: numbers in a log must not repeat. */
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final ConnectionLimit limit;
    private final AddressLimit addresses;
    private final Refusals refusals;
    private final Connection.Limits limits;
    private final boolean logSocketErrors;

    ConnectionOpener(Settings settings, ConnectionLimit limit, BufferMemory memory, WorkerPool workers,
            Refusals refusals) {
        this.limit = limit;
        this.addresses = AddressLimit.of(settings);
        this.refusals = refusals;
        this.limits = new Connection.Limits(settings.outbufOverflow(), settings.outbufHighWatermark(),
                settings.admission().minSendRate(), memory, Patience.of(settings.threads(), workers), refusals);
        this.logSocketErrors = settings.logSocketErrors();
    }

    /**
     * Opens a connection on its dispatcher. Called in that dispatcher's role.
     *
     * @param localAddress what the connection is to call its own end, or null for what the channel calls it
     * @param service what it speaks
     */
    void open(Dispatcher dispatcher, SocketChannel channel, SocketAddress localAddress, Service service) {
        if (dispatcher.ended()) {
            refuse(channel, new IOException("The server has stopped"));
            return;
        }
        SocketAddress client;
        try {
            client = channel.getRemoteAddress();
        } catch (IOException e) {
            refuse(channel, e);
            return;
        }
        if (!addresses.tryAcquire(client)) {
            refusals.add(Refusals.Reason.ADDRESS_LIMIT, client, dispatcher.nowNanos());
            refuse(channel, new IOException("The client has as many connections as it may"));
            return;
        }
        Connection connection;
        try {
            SocketAddress local = localAddress == null ? channel.getLocalAddress() : localAddress;
            connection = new Connection(LAST_ID.incrementAndGet(), dispatcher, channel, local, limits,
                    service.transports(), () -> release(client));
        } catch (IOException | RuntimeException e) {
            addresses.release(client);
            refuse(channel, e);
            return;
        }
        dispatcher.connections().add(connection);
        dispatcher.counters().countConnection();
        boolean started = false;
        try {
            connection.start(dispatcher.selector(), service.protocols());
            started = true;
        } catch (IOException e) {
            logRefusal(e);
        } finally {
            if (!started) {
                connection.closeNow();
            }
        }
    }

    private void release(SocketAddress client) {
        addresses.release(client);
        limit.release();
    }

    /**
     * Opens a connection on another dispatcher than the caller's. That one may be at its end: then either its last
     * tasks let go of the socket or, if they have run already, the caller does.
     */
    void openElsewhere(Dispatcher dispatcher, SocketChannel channel, SocketAddress localAddress, Service service) {
        AtomicBoolean taken = new AtomicBoolean();
        dispatcher.execute(() -> {
            if (taken.compareAndSet(false, true)) {
                open(dispatcher, channel, localAddress, service);
            }
        });
        if (dispatcher.ended() && taken.compareAndSet(false, true)) {
            refuse(channel, new IOException("The server has stopped"));
        }
    }

    /** Lets go of a socket that cannot become a connection, because the client has gone meanwhile. Any thread. */
    void refuse(SocketChannel channel, Exception cause) {
        logRefusal(cause);
        try {
            channel.close();
        } catch (IOException ignored) {
            // The client has gone; there is nothing more to do.
        }
        limit.release();
    }

    private void logRefusal(Exception cause) {
        if (logSocketErrors) {
            LOG.warn("A connection failed before it was open", cause);
        } else {
            LOG.debug("A connection failed before it was open", cause);
        }
    }
}
