package io.waitress.core.exchange;

import java.net.SocketAddress;

/**
 * What is known of one exchange for logs and figures, collected on its way and complete when an {@link ExchangeObserver}
 * gets it. Until then confined to whoever runs the exchange; from then on it does not change and is safe from any thread.
 *
 * <p>Times are those of {@link System#nanoTime()}, but for {@link #arrivedMillis()}.
 */
public final class Observation {

    private final int headBytes;
    private final long arrivedMillis;
    private final long arrivedNanos;
    private RequestHead request;
    private SocketAddress client;
    private ConnectionInfo connection;
    private String user;
    private String requestId;
    private long begunNanos;
    private long committedNanos;
    private long endedNanos;
    private int status;
    private long contentBytes;
    private boolean cut;

    /**
     * Begins with a request that is complete.
     *
     * @param request null if it could not be read
     * @param headBytes how much memory the request takes, roughly
     * @param connection that it came on
     * @param arrivedNanos when its last byte was there
     * @param arrivedMillis the same as time of the day, since 1970
     */
    public Observation(RequestHead request, int headBytes, ConnectionInfo connection, long arrivedNanos,
            long arrivedMillis) {
        this.request = request;
        this.headBytes = headBytes;
        this.connection = connection;
        this.client = connection.remoteAddress();
        this.arrivedNanos = arrivedNanos;
        this.arrivedMillis = arrivedMillis;
    }

    // ---- what those tell who have the exchange on its way ----

    /**
     * Sets who the client is, if that is known better than by the connection's address.
     *
     * @param address as a trusted proxy has told
     */
    public void client(SocketAddress address) {
        client = address;
    }

    /**
     * Sets the user.
     *
     * @param name the name, or null for none
     */
    public void user(String name) {
        user = name;
    }

    /**
     * Sets the number that the request is known by.
     *
     * @param id printable ASCII
     */
    public void requestId(String id) {
        requestId = id;
    }

    /**
     * Notes that the application has begun.
     *
     * @param nanos the time
     */
    public void begun(long nanos) {
        begunNanos = nanos;
    }

    /**
     * Notes that the head of the response is fixed, and with it the status.
     *
     * @param nanos the time
     */
    public void committed(long nanos) {
        committedNanos = nanos;
    }

    /**
     * Notes the end.
     *
     * @param nanos the time
     * @param code the status of the response; 0 if there was none
     * @param content the bytes of content that the application has written
     * @param incomplete whether the client has not got the whole of it, or may not have
     */
    public void ended(long nanos, int code, long content, boolean incomplete) {
        endedNanos = nanos;
        status = code;
        contentBytes = content;
        cut = incomplete;
    }

    // ---- what an observer asks ----

    /** {@return the request; null if it could not be read} */
    public RequestHead request() {
        return request;
    }

    /** {@return how many bytes of memory the request takes, roughly, for those who keep observations} */
    public int headBytes() {
        return headBytes;
    }

    /** {@return the connection on which it came} */
    public ConnectionInfo connection() {
        return connection;
    }

    /** {@return the client's address, as a trusted proxy tells or else as the connection has it} */
    public SocketAddress client() {
        return client;
    }

    /** {@return the user's name; null if nobody was authenticated} */
    public String user() {
        return user;
    }

    /** {@return what the request is known by; null if nobody gave it a number} */
    public String requestId() {
        return requestId;
    }

    /** {@return when the request was complete, in milliseconds since 1970} */
    public long arrivedMillis() {
        return arrivedMillis;
    }

    /** {@return how long the request waited for a worker, in ns} */
    public long waitedNanos() {
        return begunNanos == 0 ? 0 : Math.max(0, begunNanos - arrivedNanos);
    }

    /** {@return the time from the complete request to the head of the response, in ns; -1 if there was none} */
    public long firstByteNanos() {
        return committedNanos == 0 ? -1 : Math.max(0, committedNanos - arrivedNanos);
    }

    /**
     * {@return the time from the complete request until the response was ended, in ns; some of it may still be on its
     * way to a slow client}
     */
    public long durationNanos() {
        return Math.max(0, endedNanos - arrivedNanos);
    }

    /** {@return the status of the response; 0 if there was none} */
    public int status() {
        return status;
    }

    /** {@return how many bytes of content the response has, without head and framing} */
    public long contentBytes() {
        return contentBytes;
    }

    /** {@return whether the response was cut off, because the client has gone or the application has failed} */
    public boolean cut() {
        return cut;
    }
}
