package io.waitress.servlet.spi;

import java.io.IOException;

/**
 * Keeps copies of sessions outside the server, from which they are restored when it starts again. The sessions that are
 * used are always those in memory: a store is asked for all of an application's when that starts, and never by a request
 * that looks for its session. It is told of one that ends, or changes its id, by the thread that does so; of changes by a
 * thread of the server, from time to time and at the stop. Safe from any thread.
 */
public interface SessionStore {

    /** Takes one session out of what is read. */
    @FunctionalInterface
    interface Reader {

        /**
         * Takes the content of one session.
         *
         * @param content what was saved
         * @return false if that cannot be read, and is to be set aside
         */
        boolean read(byte[] content);
    }

    /**
     * Keeps a session in place of what was kept of it before: the whole or, if that fails, the former.
     *
     * @param application the context path of its application, empty for the root
     * @param id the session's id
     * @param content its content, of which nobody but the server and its user may know
     * @throws IOException if that fails
     */
    void save(String application, String id, byte[] content) throws IOException;

    /**
     * Forgets a session. What is not kept is no error.
     *
     * @param application the context path of its application, empty for the root
     * @param id the session's id
     * @throws IOException if that fails
     */
    void remove(String application, String id) throws IOException;

    /**
     * Reads all sessions of an application, and goes on to keep them.
     *
     * @param application its context path, empty for the root
     * @param reader takes them one after the other
     * @throws IOException if they cannot be read, or if somebody else may have written them
     */
    void load(String application, Reader reader) throws IOException;
}
