package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.UpgradedConnection;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection after an upgrade: its two streams, blocking or with listeners. It ends when the application closes it or
 * both streams, when it has closed its output and the client has ended its own, or when the client has gone; the
 * handler's {@code destroy} follows. Callbacks come one at a time.
 */
final class WebConnectionImpl implements WebConnection, StreamOwner, OutputOwner {

    private static final Logger LOG = LoggerFactory.getLogger(WebConnectionImpl.class);

    private final UpgradedConnection connection;
    private final Invocation invocation;
    private final ServletInputStreamImpl input;
    private final ServletOutputStreamImpl output;
    private volatile boolean inputDone;     // set by whoever closes the stream
    private volatile boolean outputDone;    // set by whoever closes the stream

    private WebConnectionImpl(UpgradedConnection connection, Invocation invocation) {
        this.connection = connection;
        this.invocation = invocation;
        input = new ServletInputStreamImpl(connection.input(), -1, this);
        output = new ServletOutputStreamImpl(connection.output(), this);
    }

    /**
     * Hands a connection to its handler; called on a worker when the 101 response has been sent.
     *
     * @param context whose application the handler is of
     */
    static void begin(UpgradedConnection connection, HttpUpgradeHandler handler, ServletContextImpl context) {
        Invocation invocation = context.invocation();
        Activity activity = context.environment().activity();
        if (activity != null) {
            activity.upgraded(connection);
        }
        WebConnectionImpl web = new WebConnectionImpl(connection, invocation);
        connection.onClosed(() -> {
            invocation.runLogged("HttpUpgradeHandler.destroy", handler::destroy);
            invocation.runLogged("releasing the HttpUpgradeHandler", () -> context.factory().release(handler));
            if (activity != null) {
                activity.closed(connection);
            }
        });
        if (!invocation.runLogged("HttpUpgradeHandler.init", () -> handler.init(web))) {
            connection.close();
        }
    }

    @Override
    public ServletInputStream getInputStream() {
        return input;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public void requireListenersAllowed(String method) {
        // always allowed after an upgrade
    }

    @Override
    public Throwable call(Invocation.Call call) {
        return invocation.run(call);
    }

    @Override
    public void listenerFailed(Throwable cause) {
        LOG.debug("A listener of an upgraded connection failed; the connection is closed", cause);
        connection.close();
    }

    @Override
    public void inputClosed() {
        inputDone = true;
        if (outputDone) {
            connection.close();
        }
    }

    @Override
    public void inputRead(boolean blocking) {
        // either is fine
    }

    @Override
    public void inputEnded() {
        inputClosed();
    }

    @Override
    public StreamOwner listenerOwner() {
        return this;
    }

    @Override
    public boolean acceptsOutput() {
        return true;
    }

    @Override
    public void outputWritten() {
        // every write goes to the socket at once
    }

    @Override
    public boolean acceptsClose() {
        return true;
    }

    @Override
    public void outputClosed() {
        outputDone = true;
        if (inputDone || input.isFinished()) {
            connection.close();
        }
    }
}
