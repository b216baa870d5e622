package io.waitress.core.internal.net;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.internal.buffer.BufferMemory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its key, its input, its end. Belongs to one dispatcher for life. See {@link ConnectionState}
 * for its life; output is {@link Outbound}'s.
 *
 * <p>Ending politely: once no more output is to come, the peer is told as soon as the last byte has left, by whoever
 * sent it. Input is read and discarded until the peer closes too or a short time has passed, because closing a socket
 * with unread input resets the connection, and a reset may take the response from the client's hands.
 *
 * <p>Asking for the end and noticing the peer's end race, but cannot miss each other:
 * <pre>
 *   closeAfterFlush (any thread)      end of input (dispatcher)
 *   state = CLOSING                   peerClosed = true
 *   peerClosed? dispatcher, close     state CLOSING? close once output is finished
 * </pre>
 */
public final class Connection implements Selectable, Outbound.Owner {

    /** How long input is discarded after the output was shut down. */
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** How many full reads one connection may have in a row before others have their turn. */
    private static final int MAX_READS = 16;
    private static final VarHandle STATE;
    private static final VarHandle LAST_ACTIVITY;
    private static final VarHandle SENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Connection.class, "state", ConnectionState.class);
            LAST_ACTIVITY = lookup.findVarHandle(Connection.class, "lastActivity", long.class);
            SENT = lookup.findVarHandle(Connection.class, "sent", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Links of {@link ConnectionTable}; dispatcher role. */
    Connection previous;
    Connection next;

    private final long id;
    private final Dispatcher dispatcher;
    private final SocketChannel channel;
    private final Transport transport;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final Outbound outbound;
    private final BufferMemory memory;
    private final Refusals refusals;
    private final Pace sendPace;    // null if any will do
    private final Runnable onClose;

    private volatile ConnectionState state = ConnectionState.OPEN;
    private volatile boolean peerClosed;
    /** Set by whoever asks for the hard end first. */
    private volatile boolean closeRequested;
    /** Opaque; when a byte last moved in either direction. */
    private long lastActivity;
    /** Opaque; how many bytes the socket has taken. Written with the lock of the output. */
    private long sent;

    // The rest is confined to the dispatcher role.
    private SelectionKey key;
    private int interest;
    private Protocol protocol;
    private boolean owesDrained;
    private Deadlines.Handle linger;
    private long received;

    /** What every connection of a server shares. */
    record Limits(long outbufOverflow, long outbufHighWatermark, long minSendRate, BufferMemory memory,
            Patience patience, Refusals refusals) {
    }

    /** Dispatcher role. The connection does nothing until {@link #start}. */
    Connection(long id, Dispatcher dispatcher, SocketChannel channel, SocketAddress localAddress, Limits limits,
            TransportFactory transports, Runnable onClose) throws IOException {
        this.id = id;
        this.dispatcher = dispatcher;
        this.channel = channel;
        this.transport = WireLog.around(transports.create(new PlainTransport(channel, dispatcher.counters()), this),
                id);
        this.localAddress = localAddress;
        this.remoteAddress = channel.getRemoteAddress();
        this.outbound = new Outbound(this, transport, limits.outbufOverflow(), limits.outbufHighWatermark(),
                limits.memory().budget(), limits.patience());
        this.memory = limits.memory();
        this.refusals = limits.refusals();
        this.sendPace = limits.minSendRate() == 0 ? null : new Pace(limits.minSendRate(), Pace.SEND_WINDOW);
        this.onClose = onClose;
        bytesMoved();
    }

    /** Arms reading. Dispatcher role. */
    void start(Selector selector, ProtocolFactory protocols) throws IOException {
        interest = SelectionKey.OP_READ;
        key = channel.register(selector, interest, this);
        protocol = transport.begin(this, protocols);
    }

    /** Returns a number that no other connection of this JVM has, from 1. */
    public long id() {
        return id;
    }

    /** Returns the dispatcher that owns this connection for life. */
    public Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Returns the way to the client. */
    public Outbound outbound() {
        return outbound;
    }

    /** Returns what buffers are made of, shared by all connections of the server. */
    public BufferMemory memory() {
        return memory;
    }

    /** Returns the client's address. */
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** Returns the address on which the connection was accepted. */
    public SocketAddress localAddress() {
        return localAddress;
    }

    /** Tells whether the bytes are encrypted on their way. */
    public boolean secure() {
        return transport.tlsSession() != null;
    }

    /** Returns the TLS session, or null if the bytes are not encrypted on their way. */
    public SSLSession tlsSession() {
        return transport.tlsSession();
    }

    /** Tells whether bytes go both ways: nobody has asked for the end yet. Any thread. */
    public boolean open() {
        return state == ConnectionState.OPEN;
    }

    /** Tells whether the peer has sent its last byte, or is gone. Any thread. */
    public boolean peerClosed() {
        return peerClosed;
    }

    /** Starts or stops reading. Idempotent; after the end of the input without effect. Dispatcher role. */
    public void readInterest(boolean armed) {
        setInterest(SelectionKey.OP_READ, armed && !peerClosed);
        if (armed && transport.readable()) {
            dispatcher.execute(this::read);
        }
    }

    /** Reads, although the socket has not been found readable: the transport can go on. Not within a read. */
    public void resumeReading() {
        readInterest(true);
        read();
    }

    /**
     * Sends what waits, and what the transport itself has to say, as far as the socket takes it. For a transport that
     * is being read: what follows from it, as that the connection has ended, comes later. Dispatcher role.
     */
    public void flushNow() {
        switch (outbound.flush()) {
            case PENDING -> awaitWritable();
            case FAILED -> close();
            // Drained: if somebody waits for that, so does the selector. Busy: whoever holds the lock asks again.
            default -> { }
        }
    }

    /** Passes input to another protocol from now on. Bytes the old one has not used are its own to hand over. */
    public void switchProtocol(Protocol successor) {
        protocol = successor;
    }

    /** Asks for the end, now: what is pending is dropped. Any thread; the dispatcher performs it. */
    public void close() {
        if (closeRequested || state == ConnectionState.CLOSED) {
            return;
        }
        closeRequested = true;
        moveTo(ConnectionState.OPEN, ConnectionState.CLOSING);
        dispatcher.execute(this::closeNow);
    }

    /** Asks for the end once everything written has left. Nothing more can be written. Any thread; never waits. */
    public void closeAfterFlush() {
        if (!moveTo(ConnectionState.OPEN, ConnectionState.CLOSING)) {
            return;
        }
        outbound.finish();
        if (state == ConnectionState.CLOSED) {
            // The peer's answer came so soon that the dispatcher needs no telling.
            return;
        }
        if (peerClosed) {
            dispatcher.execute(this::endPolitely);
        } else {
            // The peer's answer to the end of our output will wake the dispatcher.
            dispatcher.executeLazily(this::endPolitely);
        }
    }

    @Override
    public boolean holdsRole() {
        return dispatcher.holdsRole();
    }

    @Override
    public void outputKept() {
        dispatcher.execute(this::awaitWritable);
    }

    @Override
    public void flushRequested() {
        dispatcher.execute(this::flush);
    }

    /** Takes note that the client has done something, or may do something from now on. */
    public void bytesMoved() {
        LAST_ACTIVITY.setOpaque(this, dispatcher.nowNanos());
    }

    @Override
    public void bytesSent(long count) {
        bytesMoved();
        SENT.setOpaque(this, (long) SENT.getOpaque(this) + count);
    }

    /** Returns how many bytes the client has sent, as its protocol sees them. Dispatcher role. */
    public long received() {
        return received;
    }

    /** Counts that the client was refused something or cut off. Any thread. */
    public void countRefusal(Refusals.Reason reason) {
        refusals.add(reason, remoteAddress, dispatcher.nowNanos());
    }

    @Override
    public void outputFailed() {
        peerClosed = true;
        close();
    }

    /** Returns what an error in the log should say about the connection. */
    @Override
    public String toString() {
        return "Connection " + id + " from " + remoteAddress + " (" + state + ", " + outbound.pending()
                + " bytes pending)";
    }

    long lastActivity() {
        return (long) LAST_ACTIVITY.getOpaque(this);
    }

    // From here on: dispatcher role.

    @Override
    public void ready(int readyOps) {
        if ((readyOps & SelectionKey.OP_WRITE) != 0) {
            flush();
        }
        if ((readyOps & SelectionKey.OP_READ) != 0) {
            read();
        }
    }

    @Override
    public void moveTo(Selector selector) throws IOException {
        key = channel.register(selector, interest, this);
    }

    @Override
    public void closeNow() {
        end(new ClientDisconnectedException("The connection was closed"));
    }

    /** Looks whether the client keeps within the limits on its pace. */
    void checkPace(long nowNanos) {
        if (sendPace != null) {
            if (outbound.pending() == 0) {
                sendPace.pause();
            } else if (sendPace.tooSlow(nowNanos, (long) SENT.getOpaque(this))) {
                countRefusal(Refusals.Reason.SEND_RATE);
                end(new ClientDisconnectedException("The client takes the response more slowly than minSendRate"));
                return;
            }
        }
        if (state == ConnectionState.OPEN) {
            protocol.checkPace(nowNanos);
        }
    }

    /** Closes a connection on which no byte has moved for too long. */
    void closeStalled() {
        end(new ClientDisconnectedException("The client has stalled for longer than channelTimeout"));
    }

    /** Tells whether nothing is under way, so that closing loses nothing. */
    boolean evictable() {
        return state == ConnectionState.OPEN && outbound.pending() == 0 && protocol.idle();
    }

    /** Tells whether the connection may be closed once no byte has moved for long. */
    boolean stallable() {
        return outbound.pending() > 0 || state == ConnectionState.CLOSING
                || state == ConnectionState.OPEN && protocol.awaitsClient();
    }

    /** Tells whether the connection may be closed because the server is stopping. */
    boolean drainable() {
        return state == ConnectionState.OPEN && outbound.pending() == 0 && protocol.endsWithServer();
    }

    /** Tells whether the last byte has left, so that only the peer's end is awaited. */
    boolean lingering() {
        return state == ConnectionState.CLOSING && outbound.finished();
    }

    private void read() {
        ByteBuffer input = dispatcher.readBuffer();
        for (int i = 0; i < MAX_READS && (interest & SelectionKey.OP_READ) != 0; i++) {
            boolean wanted = state == ConnectionState.OPEN;
            if (wanted && !protocol.wantsBytes()) {
                readInterest(false);
                return;
            }
            int count;
            try {
                count = transport.read(input.clear());
            } catch (IOException e) {
                LOG.debug("Connection {} was reset: {}", id, e.toString());
                peerClosed = true;
                end(new ClientDisconnectedException("The client has reset the connection", e));
                return;
            }
            if (count < 0) {
                endOfInput();
                return;
            }
            if (count > 0 && wanted) {
                bytesMoved();
                received += count;
                protocol.onBytes(input.flip());
            }
            if (count < input.capacity()) {
                break;
            }
        }
        if (transport.readable()) {
            dispatcher.execute(this::read);
        }
    }

    private void endOfInput() {
        peerClosed = true;
        if (state == ConnectionState.OPEN) {
            readInterest(false);
            protocol.onEndOfInput();
        } else {
            endPolitely();
            // Only if the end is not there yet, which is rare.
            readInterest(false);
        }
    }

    private void flush() {
        switch (outbound.flush()) {
            case DRAINED -> drained();
            case PENDING -> awaitWritable();
            case BUSY -> setInterest(SelectionKey.OP_WRITE, false);
            case FAILED -> closeNow();
        }
    }

    private void awaitWritable() {
        owesDrained = true;
        setInterest(SelectionKey.OP_WRITE, true);
    }

    private void drained() {
        setInterest(SelectionKey.OP_WRITE, false);
        if (state != ConnectionState.OPEN) {
            endPolitely();
        } else if (owesDrained) {
            owesDrained = false;
            protocol.onDrained();
        }
    }

    private void endPolitely() {
        if (!lingering()) {
            return;
        }
        if (peerClosed) {
            closeNow();
        } else if (linger == null) {
            readInterest(true);
            linger = dispatcher.deadlines().schedule(LINGER_NANOS, this::closeNow);
        }
    }

    private void end(ClientDisconnectedException reason) {
        ConnectionState seen = state;
        while (seen != ConnectionState.CLOSED && !moveTo(seen, ConnectionState.CLOSED)) {
            seen = state;
        }
        if (seen == ConnectionState.CLOSED) {
            return;
        }
        interest = 0;
        if (linger != null) {
            linger.cancel();
        }
        if (key != null) {
            key.cancel();
        }
        outbound.farewell();
        transport.close();
        dispatcher.connections().remove(this);
        outbound.abort(reason);
        onClose.run();
        if (protocol != null) {
            protocol.onClosed();
        }
    }

    private void setInterest(int operation, boolean armed) {
        int wanted = armed ? interest | operation : interest & ~operation;
        if (wanted != interest && state != ConnectionState.CLOSED) {
            interest = wanted;
            dispatcher.counters().countInterestChange();
            key.interestOps(wanted);
        }
    }

    /** Returns false if the state is not the one expected. Any thread. */
    private boolean moveTo(ConnectionState from, ConnectionState to) {
        return STATE.compareAndSet(this, from, from.to(to));
    }
}
