package io.waitress.core.http;

/**
 * A request that cannot be served, with the status that says so. The message is shown to the client, so it must be safe
 * to show: no internals, and nothing the client sent unless escaped. There is no stack trace: this is an answer, not a
 * fault.
 */
public final class HttpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The status of the response, 400 to 599. */
    private final int status;

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
        super(message, cause, true, false);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + ": expected an error status, 400 to 599", cause);
        }
        this.status = status;
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
