package io.waitress.servlet.internal.text;

/**
 * Parameters or parts that cannot be read: malformed, or beyond a limit. An {@link IllegalStateException}, as Servlet
 * 6.1 asks of {@code getParameter} and {@code getParts}, which an application that lets it pass need not turn into 500:
 * it carries the status that tells the client its fault.
 */
public final class InvalidParametersException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates the exception.
     *
     * @param status 400 for malformed input, 413 for a limit
     * @param message what was wrong, safe to show to the client
     */
    public InvalidParametersException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * Returns the status of a response that reports this.
     *
     * @return 400 or 413
     */
    public int status() {
        return status;
    }
}
