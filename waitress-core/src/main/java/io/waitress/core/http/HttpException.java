package io.waitress.core.http;

import java.time.Duration;

/**
 * A request that cannot be served, with the status that says so. The message is shown to the client, so it must be safe
 * to show: no internals, and nothing the client sent unless escaped. There is no stack trace: this is an answer, not a
 * fault.
 */
public final class HttpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int SERVICE_UNAVAILABLE = 503;

    /** The status of the response, 400 to 599. */
    private final int status;

    /** When to try again, in seconds; -1 if that is not known. */
    private final long retryAfterSeconds;

    /**
     * Creates the exception.
     *
     * @param status the status of the response, 400 to 599
     * @param message what was wrong, safe to show to the client
     * @throws IllegalArgumentException if the status is out of range
     */
    public HttpException(int status, String message) {
        this(status, message, null);
    }

    /**
     * Creates the exception with the failure that led to it, which is logged and not shown.
     *
     * @param status the status of the response, 400 to 599
     * @param message what was wrong, safe to show to the client
     * @param cause the failure, or null
     * @throws IllegalArgumentException if the status is out of range
     */
    public HttpException(int status, String message, Throwable cause) {
        this(status, message, cause, -1);
    }

    private HttpException(int status, String message, Throwable cause, long retryAfterSeconds) {
        super(message, cause, true, false);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + ": expected an error status, 400 to 599", cause);
        }
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /**
     * Creates an exception that asks the client to try again later, by 503 with {@code Retry-After} (RFC 9110, section
     * 10.2.3).
     *
     * @param message what was wrong, safe to show to the client
     * @param retryAfter how long to wait; fractions of a second are rounded up
     * @return the exception
     */
    public static HttpException unavailable(String message, Duration retryAfter) {
        long seconds = retryAfter.getSeconds() + (retryAfter.getNano() > 0 ? 1 : 0);
        return new HttpException(SERVICE_UNAVAILABLE, message, null, Math.max(0, seconds));
    }

    /**
     * Returns after how many seconds the client may try again.
     *
     * @return 0 or more; -1 if that is not known
     */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /**
     * Returns the status of the response.
     *
     * @return the code, 400 to 599
     */
    public int status() {
        return status;
    }
}
