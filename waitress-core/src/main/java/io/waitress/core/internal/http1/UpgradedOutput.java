package io.waitress.core.internal.http1;

import io.waitress.core.exchange.ByteOutput;
import io.waitress.core.internal.net.Outbound;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes to the client after an upgrade. Safe from any thread, as {@link Outbound} is. */
final class UpgradedOutput implements ByteOutput {

    private final Outbound out;
    private final UpgradedProtocol protocol;

    UpgradedOutput(Outbound out, UpgradedProtocol protocol) {
        this.out = out;
        this.protocol = protocol;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        out.write(source, null, true);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(source, offset, length));
    }

    @Override
    public void flush() {
        // Nothing is collected here.
    }

    @Override
    public boolean isWritable() {
        return out.isWritable();
    }

    @Override
    public void onWritable(Runnable once) {
        out.onWritable(() -> protocol.execute(once));
    }
}
