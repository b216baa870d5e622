package io.waitress.servlet.internal.runtime;

import java.io.IOException;

/** What an output stream needs of what it belongs to: a response, or a connection after an upgrade. */
interface OutputOwner {

    /** Returns where listeners belong. */
    StreamOwner listenerOwner();

    /** Returns false if what the application writes is to be ignored. */
    boolean acceptsOutput();

    /**
     * Tells whether a declared length ends with so many bytes more; if so, all that follows them is ignored, and they
     * are to be sent at once.
     */
    default boolean outputCompletedBy(int bytes) {
        return false;
    }

    /** Told after bytes were written. */
    void outputWritten() throws IOException;

    /** Returns false if closing the stream has no effect now. */
    boolean acceptsClose();

    /** Told when the application has closed its output, once. */
    void outputClosed() throws IOException;
}
