package io.waitress.servlet.spi;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Sends part of a file without copying it through the application. The output stream of a response that no filter has
 * given another stream implements it.
 */
public interface FileSender {

    /**
     * Sends part of a file after what was written so far. Does not wait for the client.
     *
     * @param file open for reading; owned and closed by the receiver from here on, also when this throws
     * @param position the first byte
     * @param count the number of bytes, all of which the file must have
     * @throws IOException if the client has gone
     */
    void send(FileChannel file, long position, long count) throws IOException;
}
