package io.waitress.servlet.internal.scan;

import java.io.IOException;

/** A jar or folder of classes. */
public interface ClassLocation {

    /** Takes class files one after the other. */
    @FunctionalInterface
    interface Receiver {

        /**
         * Takes a class file.
         *
         * @param className the name that the file's path promises
         * @param place the file, for messages
         * @param file its bytes
         */
        void accept(String className, String place, byte[] file);

        /**
         * Hears of a class file that is not passed on.
         *
         * @param place the file, for messages
         * @param reason why
         */
        default void skipped(String place, Throwable reason) {
        }
    }

    /** Returns the name for messages, such as {@code WEB-INF/lib/shop.jar}. */
    String label();

    /**
     * Returns what distinguishes this content from every other, in letters that suit a file's name, or null if an index
     * of it is not worth keeping.
     *
     * @throws IOException if the content cannot be read
     */
    String contentKey(Depth depth) throws IOException;

    /**
     * Passes on every class file that a class loader would find here, but for those that cannot be read or are too large
     * to be one.
     *
     * @throws IOException if the content cannot be read
     */
    void forEach(Receiver receiver) throws IOException;
}
