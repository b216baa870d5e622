package io.waitress.core.internal.log;

import java.io.IOException;
import java.io.PrintStream;

/** Where lines go. Used by one thread. */
interface LogTarget extends AutoCloseable {

    void write(byte[] lines, int length) throws IOException;

    /** Called about once a second: looks whether it is still the right place. */
    default void check() throws IOException {
        // it is
    }

    @Override
    void close() throws IOException;

    /** Returns a target that is not closed. */
    static LogTarget of(PrintStream stream) {
        return new LogTarget() {
            @Override
            public void write(byte[] lines, int length) throws IOException {
                stream.write(lines, 0, length);
                stream.flush();
                if (stream.checkError()) {
                    throw new IOException("the standard output is closed");
                }
            }

            @Override
            public void close() {
                stream.flush();
            }

            @Override
            public String toString() {
                return "the standard output";
            }
        };
    }
}
