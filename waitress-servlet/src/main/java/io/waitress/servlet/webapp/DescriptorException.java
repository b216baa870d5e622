package io.waitress.servlet.webapp;

/**
 * A mistake in a deployment descriptor. The message begins with the file and the line, such as
 * {@code WEB-INF/web.xml:12}.
 */
public final class DescriptorException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The descriptor's path inside the application. */
    private final String file;

    /** The line, from 1, or 0. */
    private final int line;

    /**
     * Creates the exception.
     *
     * @param file the descriptor's path inside the application
     * @param line the line, from 1, or 0 if the mistake is in no particular line
     * @param problem what is wrong, what was expected
     * @param cause the underlying exception, or null
     */
    public DescriptorException(String file, int line, String problem, Throwable cause) {
        super((line > 0 ? file + ":" + line : file) + ": " + problem, cause);
        this.file = file;
        this.line = line;
    }

    /**
     * Returns the descriptor's path inside the application.
     *
     * @return the path, without leading slash
     */
    public String file() {
        return file;
    }

    /**
     * Returns the line of the mistake.
     *
     * @return the line, from 1, or 0 if the mistake is in no particular line
     */
    public int line() {
        return line;
    }
}
