package io.waitress.servlet.internal.runtime;

/** What a stream with a listener needs of what it belongs to: a request, or a connection after an upgrade. */
interface StreamOwner {

    /** Throws {@link IllegalStateException} unless a listener may be set now. */
    void requireListenersAllowed(String method);

    /**
     * Runs a listener's method as application code, with the application's class loader.
     *
     * @return what it threw, or null
     */
    Throwable call(Invocation.Call call);

    /** Told after a listener's {@code onError} has run. */
    void listenerFailed(Throwable cause);

    /** Told, at the first of either, how the application reads: blocking, or by a listener. */
    void inputRead(boolean blocking);

    /** Told when the application has closed its input, once. */
    void inputClosed();

    /** Told when the application has met the end of its input, perhaps several times. */
    void inputEnded();
}
