package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ClientDisconnectedException;
import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.UpgradeHandler;
import io.waitress.core.http.HttpException;
import io.waitress.core.internal.net.Connection;
import io.waitress.core.internal.net.Pace;
import io.waitress.core.internal.net.Protocol;
import io.waitress.core.internal.net.Refusals;
import io.waitress.core.internal.parse.Origin;
import io.waitress.core.internal.parse.ParsedHead;
import io.waitress.core.internal.parse.RequestParser;
import io.waitress.core.settings.AdmissionSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading side of an HTTP/1.1 connection: bytes to requests, requests to the queue. Confined to the dispatcher
 * role.
 *
 * <pre>
 *             head with body            body complete
 *   ┌─→ HEAD ───────────────→ BODY ──────────────────┐
 *   │     └─ refusal, ─→ LAST ←─ refusal, ─┘         │
 *   │      last request       last request           │
 *   └────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>A request is queued when its body is complete, or, if its application starts early, in BODY as soon as no other is
 * outstanding; its body is passed on then.
 *
 * <p>The last request is one that cannot be understood, or one after which the connection does not persist; what comes
 * after it is no request (RFC 9112, section 9.6) and is discarded.
 *
 * <p>When it cannot go on before requests have been answered, it is <em>parked</em> (bytes stay in the socket), keeps
 * bytes that may belong to another protocol, owes a 100 or waits to close; then it asks the queue for attention and
 * {@link #attend} goes on.
 */
final class Http1Protocol implements Protocol {

    private static final Logger LOG = LoggerFactory.getLogger(Http1Protocol.class);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private static final int REQUEST_TIMEOUT = 408;

    /** No request is waited for. */
    private static final int NOTHING_AWAITED = -1;

    private enum State { HEAD, BODY, LAST }

    private final Http1Context context;
    private final Connection connection;
    private final ConnectionInfo info;
    private final RequestLoop loop;
    private final RequestParser parser;
    private State state = State.HEAD;

    /** The request whose body is being received, in BODY. */
    private final IncomingBody incoming;

    /** Whether requests were queued that no worker has been told of. */
    private boolean startDue;

    /** Whether a 100 is to be sent once all earlier requests are answered. */
    private boolean continueOwed;

    /** Whether the request queued last may end HTTP on this connection. */
    private boolean upgradePossible;

    /** Bytes after such a request, or null. */
    private ByteBuffer kept;

    /** Whether reading is disarmed until there is room for more. */
    private boolean parked;

    /** When the first byte of an incomplete head has come, or 0 if there is none. */
    private long headSince;

    /** Whether the client sends its bodies fast enough; null if any rate will do, or none was measured yet. */
    private Pace receivePace;

    private boolean inputEnded;

    /** Whether the body of a request that was queued before it was complete has turned out to be malformed. */
    private boolean bodyBroken;

    /** Whether nothing is left to do here: the end was asked for, or has come, or another protocol goes on. */
    private boolean finished;
    private boolean closed;

    /** The exchange that goes on without a worker, or null. */
    private volatile Http1Exchange suspended;

    Http1Protocol(Http1Context context, Connection connection) {
        this.context = context;
        this.connection = connection;
        this.loop = new RequestLoop(connection, context, this::attend);
        Origin origin = origin(context, connection);
        this.info = new Http1ConnectionInfo(connection.id(), connection.remoteAddress(), connection.localAddress(),
                origin.scheme().equals("https"), connection.tlsSession(), context.server());
        this.parser = new RequestParser(context.limits(), origin);
        this.incoming = new IncomingBody(context, connection.memory().budget());
    }

    Http1Context context() {
        return context;
    }

    Connection connection() {
        return connection;
    }

    ConnectionInfo info() {
        return info;
    }

    RequestLoop loop() {
        return loop;
    }

    @Override
    public boolean wantsBytes() {
        if (hasRoom()) {
            return true;
        }
        parked = true;
        attend();
        return !parked;
    }

    @Override
    public void onBytes(ByteBuffer input) {
        continueOwed = false;
        if (upgradePossible && loop.outstanding() > 0) {
            keep(input);
        } else {
            consume(input);
        }
        noteHead();
        attend();
    }

    @Override
    public void onEndOfInput() {
        inputEnded = true;
        if (incoming.streamed()) {
            incoming.fail(new ClientDisconnectedException("The client has closed before the end of its request"));
        }
        attend();
    }

    @Override
    public void onDrained() {
        attend();
    }

    @Override
    public void onClosed() {
        closed = true;
        finished = true;
        incoming.fail(new ClientDisconnectedException("The connection closed before the end of the request"));
        Http1Exchange left = suspended;
        if (left != null && connection.dispatcher().ended()) {
            left.abandon();
        }
    }

    @Override
    public void checkPace(long nowNanos) {
        if (finished || state == State.LAST) {
            return;
        }
        AdmissionSettings limits = context.settings().admission();
        if (!limits.queueTimeout().isZero() && loop.waitsLongerThan(limits.queueTimeout().toNanos(), nowNanos)) {
            refuseWaiting();
        } else if (headSince != 0 && !parked && nowNanos - headSince > limits.headerTimeout().toNanos()) {
            refuseSlow(Refusals.Reason.HEADER_TIMEOUT, "The header fields did not come in time");
        } else if (limits.minReceiveRate() != 0 && receivesTooSlowly(limits.minReceiveRate(), nowNanos)) {
            refuseSlow(Refusals.Reason.RECEIVE_RATE, "The request body came too slowly");
        }
    }

    private boolean receivesTooSlowly(long bytesPerSecond, long nowNanos) {
        if (state != State.BODY || parked || continueOwed) {
            if (receivePace != null) {
                receivePace.pause();
            }
            return false;
        }
        if (receivePace == null) {
            receivePace = new Pace(bytesPerSecond, Pace.RECEIVE_WINDOW);
        }
        return receivePace.tooSlow(nowNanos, connection.received());
    }

    private void refuseSlow(Refusals.Reason reason, String message) {
        connection.countRefusal(reason);
        refuse(new HttpException(REQUEST_TIMEOUT, message));
        attend();
    }

    private void refuseWaiting() {
        if (!loop.endWait()) {
            return;     // a worker has come for it meanwhile
        }
        connection.countRefusal(Refusals.Reason.QUEUE_TIMEOUT);
        HttpException cause = HttpException.unavailable("The server is busy",
                context.settings().admission().queueTimeout());
        state = State.LAST;
        continueOwed = false;
        loop.refuse(cause);
        incoming.fail(cause);
        attend();
    }

    private void noteHead() {
        if (state != State.HEAD || parser.idle()) {
            headSince = 0;
        } else if (headSince == 0) {
            headSince = connection.dispatcher().nowNanos() | 1;
        }
    }

    @Override
    public boolean idle() {
        return loop.outstanding() == 0 && state == State.HEAD && parser.idle();
    }

    /** Also within a request: who sends the rest of it too late is cut off. */
    @Override
    public boolean awaitsClient() {
        return loop.outstanding() == 0 || incoming.awaited();
    }

    /**
     * Remembers the exchange that goes on without a worker, or null for none any more, so that it does not outlive the
     * server. Any thread; either this or {@link #onClosed} sees the dispatcher's end.
     */
    void suspended(Http1Exchange exchange) {
        suspended = exchange;
        if (exchange != null && connection.dispatcher().ended()) {
            exchange.abandon();
        }
    }

    /** Leaves HTTP: the last exchange has sent 101. Its request stays in the queue, so nothing else can start. */
    void upgrade(UpgradeHandler handler) {
        UpgradedProtocol next = new UpgradedProtocol(context, connection, info);
        connection.switchProtocol(next);
        next.begin(handler, kept, inputEnded);
        if (closed) {
            next.onClosed();
        }
        finished = true;
        kept = null;
    }

    /**
     * Goes on with what had to wait, as far as possible, and asks the queue for attention for the rest.
     *
     * <p>Ends, because each further turn takes away a reason for the next: with no request outstanding
     * {@link #allAnswered} leaves no 100 owed, finishes at the end of the input, and takes at least one request out of
     * the bytes kept; and a connection that ceases to be open, which it does once, awaits nothing.
     */
    private void attend() {
        while (!finished) {
            if (loop.outstanding() == 0 && connection.open()) {
                allAnswered();
            }
            if (startDue) {
                startDue = false;
                loop.start();
            }
            if (parked && hasRoom()) {
                parked = false;
                connection.bytesMoved();    // from here on the client may be waited for
                connection.readInterest(!inputEnded);
            }
            int awaited = awaited();
            if (awaited == NOTHING_AWAITED || !loop.attendAt(awaited)) {
                return;
            }
        }
    }

    /** Does what no response may be outstanding for. */
    private void allAnswered() {
        upgradePossible = false;
        if (kept != null) {
            ByteBuffer input = kept;
            kept = null;
            consume(input);
        }
        if (loop.outstanding() == 0 && continueOwed) {
            sendContinue();
        }
        if (loop.outstanding() == 0 && !inputEnded && incoming.startsEarly()) {
            startDue |= loop.append(incoming.stream(this, () -> connection.dispatcher().execute(this::attend)));
        }
        if (loop.outstanding() == 0 && (inputEnded || bodyBroken)) {
            finished = true;
            connection.closeAfterFlush();
        }
    }

    private int awaited() {
        if (!connection.open()) {
            return NOTHING_AWAITED;
        }
        if (continueOwed || kept != null || inputEnded || bodyBroken || incoming.startsEarly()) {
            return 0;
        }
        if (incoming.streamed()) {
            return NOTHING_AWAITED;     // who reads the body resumes
        }
        // Pending output needs no asking: onDrained comes when it is gone.
        return parked && !connection.outbound().congested() ? mostOutstanding() : NOTHING_AWAITED;
    }

    /** A body that is passed on goes on while the response does: its application may need all of it to end. */
    private boolean hasRoom() {
        if (incoming.streamed()) {
            return incoming.hasRoom();
        }
        return kept == null && loop.outstanding() <= mostOutstanding() && !connection.outbound().congested();
    }

    private int mostOutstanding() {
        return context.settings().channelRequestLookahead() + 1;
    }

    private void consume(ByteBuffer input) {
        try {
            while (input.hasRemaining() && state != State.LAST) {
                if (upgradePossible) {
                    keep(input);
                } else if (state == State.BODY) {
                    receiveBody(input);
                } else if (parser.parse(input)) {
                    begin(parser.head(), input);
                }
            }
        } catch (HttpException | IOException e) {
            refuse(e);
        }
        input.position(input.limit());
    }

    private void begin(ParsedHead request, ByteBuffer input) {
        if (request.bodyLength() == 0) {
            append(request, null);
            return;
        }
        incoming.begin(request);
        state = State.BODY;
        // Whoever has begun to send the body does not wait for a 100 (RFC 9110, section 10.1.1).
        continueOwed = request.expectsContinue() && !input.hasRemaining();
    }

    private void receiveBody(ByteBuffer input) throws IOException {
        if (!incoming.receive(input)) {
            return;
        }
        ParsedHead request = incoming.head();
        BodySource complete = incoming.complete();
        state = State.HEAD;
        if (complete != null) {
            append(request, complete);
        } else if (!request.keepAlive()) {
            state = State.LAST;
        }
    }

    private void append(ParsedHead request, BodySource body) {
        upgradePossible = request.upgradeRequested();
        if (!request.keepAlive() && !upgradePossible) {
            state = State.LAST;
        }
        startDue |= loop.append(Http1Exchange.of(this, request, body));
    }

    private void refuse(Exception cause) {
        state = State.LAST;
        continueOwed = false;
        if (incoming.streamed()) {
            bodyBroken = true;  // the exchange that has the body answers, if it has not yet
        } else {
            startDue |= loop.append(Http1Exchange.refusing(this, incoming.head(), cause));
        }
        incoming.fail(cause);
    }

    private void keep(ByteBuffer input) {
        kept = ByteBuffer.allocate(input.remaining()).put(input).flip();
    }

    private void sendContinue() {
        continueOwed = false;
        try {
            connection.outbound().write(ByteBuffer.wrap(CONTINUE), null, false);
        } catch (IOException e) {
            LOG.debug("Cannot send 100 on connection {}", connection.id(), e);
            connection.close();
        }
    }

    private static Origin origin(Http1Context context, Connection connection) {
        SocketAddress local = connection.localAddress();
        int port = local instanceof InetSocketAddress address ? address.getPort() : 0;
        return new Origin(connection.secure() ? "https" : context.settings().urlScheme(),
                context.settings().serverName(), port);
    }
}
