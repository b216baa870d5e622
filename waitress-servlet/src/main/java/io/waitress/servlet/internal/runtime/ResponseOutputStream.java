package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.Response;
import io.waitress.servlet.spi.FileSender;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** The output stream of a response, which can also send files without copying them. */
final class ResponseOutputStream extends ServletOutputStreamImpl implements FileSender {

    private final Response response;
    private final OutputOwner owner;

    ResponseOutputStream(Response response, OutputOwner owner) {
        super(response, owner);
        this.response = response;
        this.owner = owner;
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
