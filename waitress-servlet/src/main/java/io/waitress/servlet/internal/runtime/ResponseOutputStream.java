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
        if (beforeWrite(false)) {
            response.send(file, position, count);
            owner.outputWritten();
        } else {
            file.close();
        }
    }
}
