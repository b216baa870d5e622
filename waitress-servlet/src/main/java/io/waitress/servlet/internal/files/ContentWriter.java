package io.waitress.servlet.internal.files;

import io.waitress.servlet.internal.text.ByteRanges.Range;
import io.waitress.servlet.spi.FileSender;
import io.waitress.servlet.spi.Resource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Writes ranges of a resource to a response. Confined. */
final class ContentWriter {

    /** Up to this size, head and content in one write cost less than a second system call that copies nothing. */
    static final int COPIED_BYTES = 32 * 1024;

    private final Resource resource;
    private final OutputStream output;

    ContentWriter(Resource resource, OutputStream output) {
        this.resource = resource;
        this.output = output;
    }

    /** Writes one range, which may be all of the content. */
    void write(Range range) throws IOException {
        if (resource instanceof StoredFile stored) {
            output.write(stored.content(), (int) range.first(), (int) range.length());
            return;
        }
        if (range.length() > COPIED_BYTES && output instanceof FileSender sender) {
            FileChannel channel = resource.openChannel();
            if (channel != null) {
                sender.send(channel, range.first(), range.length());
                return;
            }
        }
        copy(range);
    }

    private void copy(Range range) throws IOException {
        try (InputStream content = open(range.first())) {
            byte[] buffer = new byte[(int) Math.min(range.length(), COPIED_BYTES)];
            long left = range.length();
            while (left > 0) {
                int count = content.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (count == 0) {
                    throw new EOFException(resource.url() + " became shorter while it was sent");
                }
                output.write(buffer, 0, count);
                left -= count;
            }
        }
    }

    private InputStream open(long position) throws IOException {
        FileChannel channel = resource.openChannel();
        InputStream content = channel == null ? resource.open() : Channels.newInputStream(channel);
        boolean opened = false;
        try {
            if (channel == null) {
                content.skipNBytes(position);
            } else {
                channel.position(position);
            }
            opened = true;
            return content;
        } finally {
            if (!opened) {
                content.close();
            }
        }
    }

    /** A body of several ranges (RFC 9110, section 14.6), laid out before it is written so that its length is known. */
    static final class Multipart {

        private final List<Range> ranges;
        private final long total;
        private final String contentType;
        private final String boundary;

        Multipart(List<Range> ranges, long total, String contentType) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            this.ranges = ranges;
            this.total = total;
            this.contentType = contentType;
            this.boundary = String.format("%016x%016x", random.nextLong(), random.nextLong());
        }

        String contentType() {
            return "multipart/byteranges; boundary=" + boundary;
        }

        long length() {
            long length = end().length;
            for (Range range : ranges) {
                length += head(range).length + range.length();
            }
            return length;
        }

        void writeTo(ContentWriter writer) throws IOException {
            for (Range range : ranges) {
                writer.output.write(head(range));
                writer.write(range);
            }
            writer.output.write(end());
        }

        private byte[] head(Range range) {
            String type = contentType == null ? "" : "Content-Type: " + contentType + "\r\n";
            return ("\r\n--" + boundary + "\r\n" + type + "Content-Range: " + range.contentRange(total) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        private byte[] end() {
            return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
