package io.waitress.core.exchange;

import io.waitress.core.http.HttpException;
import java.io.IOException;
import java.util.Objects;

/**
 * What has come of a request body after {@link Application#service} was called is not what HTTP allows, or is longer
 * than {@code maxRequestBodySize}. Passed on by the application, it gives the response that says so.
 */
public final class MalformedBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what is wrong, with a status. */
    private final HttpException refusal;

    /**
     * Creates the exception.
     *
     * @param refusal what is wrong, with the status of the response that says so
     */
    public MalformedBodyException(HttpException refusal) {
        super(refusal.getMessage(), refusal);
        this.refusal = Objects.requireNonNull(refusal, "refusal");
    }

    /**
     * Returns what is wrong, with the status of the response that says so.
     *
     * @return the refusal
     */
    public HttpException refusal() {
        return refusal;
    }
}
