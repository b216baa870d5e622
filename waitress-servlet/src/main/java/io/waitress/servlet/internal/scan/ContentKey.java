package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
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
public final class ContentKey {

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
     *
     * @throws IOException if the file cannot be read
     */
    public static String ofArchive(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ContentKey key = new ContentKey();
            key.add(ByteBuffer.allocate(8).putLong(channel.size()).array());
            ZipDirectory directory = ZipDirectory.find(channel);
            long start = directory.start();
            long length = directory.length();
            while (length > 0) {
                int part = (int) Math.min(length, 1 << 16);
                key.add(ZipDirectory.read(channel, start, part).array());
                start += part;
                length -= part;
            }
            return key.text();
        }
    }
}
