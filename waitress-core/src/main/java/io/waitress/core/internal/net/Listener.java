package io.waitress.core.internal.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections on all addresses of a server and deals them out to the dispatchers in turn. At the connection
 * limit it makes room by closing an idle connection; only if there is none does it pause.
 *
 * <p>Confined to the role of the first dispatcher, except where said otherwise. While paused no accept key is armed, so
 * a full server and a process without free descriptors cost nothing.
 */
final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /** How many connections are accepted before the open ones have their turn. */
    private static final int MAX_BURST = 64;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<Dispatcher> dispatchers;
    private final Dispatcher dispatcher;
    private final ConnectionLimit limit;
    private final ConnectionOpener opener;
    private final List<Acceptor> acceptors = new ArrayList<>();

    private boolean paused;
    private Deadlines.Handle retry;
    private long backOffNanos;
    private int nextDispatcher;
    /** Whether the limit was hit and no connection accepted since, and whether that was logged. */
    private boolean full;
    private boolean fullLogged;
    private boolean fullEver;
    private long fullLoggedAt;

    /** Where connections come from; a test can put something else in place of a socket. */
    @FunctionalInterface
    interface Source {

        /** Returns the next connection, or null if there is none now. */
        SocketChannel accept() throws IOException;
    }

    Listener(List<Dispatcher> dispatchers, ConnectionLimit limit, ConnectionOpener opener) {
        this.dispatchers = dispatchers;
        this.dispatcher = dispatchers.get(0);
        this.limit = limit;
        this.opener = opener;
        limit.onRoom(() -> dispatcher.execute(this::resume));
    }

    /**
     * Starts to accept on a bound channel.
     *
     * @param localAddress that of every connection, or null if each knows its own
     * @param service what the connections speak
     */
    void accept(ServerSocketChannel channel, SocketAddress localAddress, Service service, Source source,
            Runnable onClose) {
        Acceptor acceptor = new Acceptor(channel, localAddress, service, source, onClose);
        try {
            acceptor.moveTo(dispatcher.selector());
        } catch (IOException e) {
            throw new IllegalStateException("A listening socket cannot be registered", e);
        }
        acceptors.add(acceptor);
        dispatcher.add(acceptor);
    }

    /** Closes every listening socket. */
    void close() {
        List.copyOf(acceptors).forEach(Acceptor::closeNow);
    }

    private void acceptFrom(Source source, SocketAddress localAddress, Service service) {
        for (int accepted = 0; accepted < MAX_BURST && !paused; accepted++) {
            if (!limit.tryAcquire()) {
                // Room is made for a connection that is known to wait, not for one that may.
                if (accepted > 0 || !makeRoom() || !limit.tryAcquire()) {
                    return;
                }
            }
            SocketChannel channel = null;
            try {
                channel = source.accept();
            } catch (IOException | RuntimeException e) {
                backOff(e);
            }
            if (channel == null) {
                limit.release();
                return;
            }
            recovered();
            welcome(channel, localAddress, service);
        }
    }

    private void welcome(SocketChannel channel, SocketAddress localAddress, Service service) {
        Dispatcher owner = dispatchers.get(nextDispatcher);
        nextDispatcher = (nextDispatcher + 1) % dispatchers.size();
        try {
            channel.configureBlocking(false);
            if (channel.getLocalAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
        } catch (IOException e) {
            opener.refuse(channel, e);
            return;
        }
        if (owner == dispatcher) {
            openHere(channel, localAddress, service);
        } else {
            opener.openElsewhere(owner, channel, localAddress, service);
        }
    }

    /** Opens a connection; if that fails unexpectedly, the connection is lost, but not the listening socket. */
    private void openHere(SocketChannel channel, SocketAddress localAddress, Service service) {
        try {
            opener.open(dispatcher, channel, localAddress, service);
        } catch (RuntimeException e) {
            LOG.error("A connection could not be opened", e);
        }
    }

    /** Returns true if a connection was closed; else accepting is paused until one closes, or might be closed. */
    private boolean makeRoom() {
        if (dispatchers.size() == 1) {
            if (evict(dispatcher)) {
                return true;
            }
            pauseBecauseFull();
            return false;
        }
        pause(RETRY_NANOS);
        askForRoom(nextDispatcher, dispatchers.size());
        return false;
    }

    /** Asks one dispatcher after the other to close an idle connection. Any role. */
    private void askForRoom(int index, int left) {
        if (left == 0) {
            dispatcher.execute(this::pauseBecauseFull);
            return;
        }
        Dispatcher asked = dispatchers.get(index % dispatchers.size());
        asked.execute(() -> {
            if (!evict(asked)) {
                askForRoom(index + 1, left - 1);
            }
        });
    }

    private static boolean evict(Dispatcher dispatcher) {
        Connection idle = dispatcher.connections().longestIdle();
        if (idle == null) {
            return false;
        }
        LOG.debug("Connection {} from {} is closed to let a new one in", idle.id(), idle.remoteAddress());
        idle.closeNow();
        return true;
    }

    private void pauseBecauseFull() {
        if (!full) {
            full = true;
            long now = dispatcher.nowNanos();
            fullLogged = !fullEver || now - fullLoggedAt >= QUIET_NANOS;
            if (fullLogged) {
                fullEver = true;
                fullLoggedAt = now;
                LOG.warn("All {} connections that connectionLimit allows are open and none is idle:"
                        + " not accepting until one closes", limit.limit());
            }
        }
        pause(RETRY_NANOS);
    }

    private void backOff(Exception cause) {
        if (acceptors.isEmpty()) {
            return;
        }
        if (backOffNanos == 0) {
            backOffNanos = RETRY_NANOS;
            LOG.warn("Connections cannot be accepted: {}; trying again", cause.getMessage());
        } else {
            backOffNanos = Math.min(2 * backOffNanos, MAX_BACK_OFF_NANOS);
        }
        pause(backOffNanos);
    }

    private void recovered() {
        if (backOffNanos > 0 || full && fullLogged) {
            LOG.info("Connections are accepted again");
        }
        backOffNanos = 0;
        full = false;
    }

    private void pause(long nanos) {
        if (retry != null) {
            retry.cancel();
        }
        retry = dispatcher.deadlines().schedule(nanos, this::resume);
        if (!paused) {
            paused = true;
            acceptors.forEach(acceptor -> acceptor.arm(false));
        }
        if (backOffNanos == 0 && !limit.await()) {
            dispatcher.execute(this::resume);
        }
    }

    private void resume() {
        if (paused) {
            paused = false;
            retry.cancel();
            acceptors.forEach(acceptor -> acceptor.arm(true));
        }
    }

    /** One listening socket. */
    private final class Acceptor implements Selectable {

        private final ServerSocketChannel channel;
        private final SocketAddress localAddress;
        private final Service service;
        private final Source source;
        private final Runnable onClose;
        private SelectionKey key;

        Acceptor(ServerSocketChannel channel, SocketAddress localAddress, Service service, Source source,
                Runnable onClose) {
            this.channel = channel;
            this.localAddress = localAddress;
            this.service = service;
            this.source = source;
            this.onClose = onClose;
        }

        @Override
        public String toString() {
            return "Listener of " + channel;
        }

        @Override
        public void ready(int readyOps) {
            acceptFrom(source, localAddress, service);
        }

        @Override
        public void moveTo(Selector selector) throws IOException {
            key = channel.register(selector, paused ? 0 : SelectionKey.OP_ACCEPT, this);
        }

        @Override
        public void closeNow() {
            key.cancel();
            acceptors.remove(this);
            dispatcher.remove(this);
            onClose.run();
        }

        void arm(boolean armed) {
            key.interestOps(armed ? SelectionKey.OP_ACCEPT : 0);
        }
    }
}
