package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Tells contents apart by two check sums and their length, not against somebody who makes contents to collide: whoever
 * can change an application's jars need not deceive its server. Cryptographic sums took most of the time of a start with
 * kept indexes, since the JVM computes them slowly before it is warm. Confined to one thread.
 */
final class ContentKey {

    private static final int END_MAGIC = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;

    private final CRC32 first = new CRC32();
    private final CRC32C second = new CRC32C();
    private long length;

    void add(String name, byte[] content) {
        add(name.getBytes(StandardCharsets.UTF_8));
        add(ByteBuffer.allocate(4).putInt(content.length).array());
        add(content);
    }

    private void add(byte[] bytes) {
        first.update(bytes);
        second.update(bytes);
        length += bytes.length;
    }

    String text() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((int) first.getValue()) + hex.toHexDigits((int) second.getValue()) + "-"
                + Long.toHexString(length);
    }

    /**
     * Sums up a zip file's directory, which has the name, the size and the check sum of every entry and is a few per
     * cent of the file; the whole file if it has no directory of the plain kind.
     */
    static String ofArchive(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ContentKey key = new ContentKey();
            key.add(ByteBuffer.allocate(8).putLong(size).array());
            int tailLength = (int) Math.min(size, END_BYTES + MAX_COMMENT);
            ByteBuffer tail = read(channel, size - tailLength, tailLength).order(ByteOrder.LITTLE_ENDIAN);
            long start = 0;
            long length = size;
            for (int end = tailLength - END_BYTES; end >= 0; end--) {
                boolean last = end + END_BYTES + Short.toUnsignedInt(tail.getShort(end + 20)) == tailLength;
                if (last && tail.getInt(end) == END_MAGIC) {
                    long directory = Integer.toUnsignedLong(tail.getInt(end + 12));
                    long before = size - tailLength + end - directory;
                    if (before >= 0) {
                        start = before;
                        length = directory;
                    }
                    break;
                }
            }
            while (length > 0) {
                int part = (int) Math.min(length, 1 << 16);
                key.add(read(channel, start, part).array());
                start += part;
                length -= part;
            }
            return key.text();
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file has become shorter");
            }
        }
        return buffer.flip();
    }
}
