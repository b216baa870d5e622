package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Response;
import io.waitress.servlet.spi.FileSender;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** The output stream of a response, which can also send files without copying them. */
final class ResponseOutputStream extends ServletOutputStreamImpl implements FileSender {

    private final Response response;
    private final OutputOwner owner;

    ResponseOutputStream(Response response, OutputOwner owner) {
        super(response, owner);
        this.response = response;
        this.owner = owner;
    }

    /** Writes content; the last of the declared length leaves at once, without being collected. */
    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (!beforeWrite(false) || length == 0) {
            return;
        }
        if (owner.outputCompletedBy(length)) {
            response.writeAndFlush(source, offset, length);
        } else {
            response.write(source, offset, length);
        }
    }

    /**
     * Writes the ASCII characters that a text begins with, as far as they can be collected.
     *
     * @return how many were taken
     */
    int writeAscii(String text, int offset, int length) throws IOException {
        if (!beforeWrite(false)) {
            return length;
        }
        int taken = response.collectAscii(text, offset, length);
        owner.outputWritten();
        return taken;
    }

    @Override
    public void send(FileChannel file, long position, long count) throws IOException {
        boolean accepted = false;
        try {
            accepted = beforeWrite(false);
        } finally {
            if (!accepted) {
                file.close(); // it is ours, also when nothing can be written
            }
        }
        if (accepted) {
            response.send(file, position, count);
            owner.outputWritten();
        }
    }
}
