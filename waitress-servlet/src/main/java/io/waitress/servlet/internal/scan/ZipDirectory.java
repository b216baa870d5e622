package io.waitress.servlet.internal.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory at the end of a zip file, read as it stands: going through the names of thousands of entries that way
 * costs little, as no object is made of any.
 *
 * @param start where it begins in the file
 * @param length its length in bytes
 * @param plain false if the file has no directory of the plain kind, so that the part is the whole file
 */
public record ZipDirectory(long start, long length, boolean plain) {

    private static final int END_MAGIC = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int ENTRY_MAGIC = 0x02014b50;
    private static final int ENTRY_BYTES = 46;

    static ZipDirectory find(FileChannel channel) throws IOException {
        long size = channel.size();
        int tailLength = (int) Math.min(size, END_BYTES + MAX_COMMENT);
        ByteBuffer tail = read(channel, size - tailLength, tailLength);
        for (int end = tailLength - END_BYTES; end >= 0; end--) {
            boolean last = end + END_BYTES + Short.toUnsignedInt(tail.getShort(end + 20)) == tailLength;
            if (last && tail.getInt(end) == END_MAGIC) {
                long directory = Integer.toUnsignedLong(tail.getInt(end + 12));
                long before = size - tailLength + end - directory;
                return before >= 0 ? new ZipDirectory(before, directory, true) : new ZipDirectory(0, size, false);
            }
        }
        return new ZipDirectory(0, size, false);
    }

    /**
     * Returns the names of a jar's entries that begin and end with certain ASCII letters, in the directory's order.
     *
     * @return the names, or null if nobody can tell by looking at the directory alone
     * @throws IOException if the file cannot be read
     */
    public static List<String> names(Path file, String prefix, String suffix) throws IOException {
        byte[] first = prefix.getBytes(StandardCharsets.US_ASCII);
        byte[] last = suffix.getBytes(StandardCharsets.US_ASCII);
        try (FileChannel channel = FileChannel.open(file)) {
            ZipDirectory directory = find(channel);
            if (!directory.plain || directory.length > Integer.MAX_VALUE - 8) {
                return null;
            }
            ByteBuffer entries = read(channel, directory.start, (int) directory.length);
            List<String> names = new ArrayList<>();
            int at = 0;
            while (at + ENTRY_BYTES <= entries.limit()) {
                int name = at + ENTRY_BYTES;
                int length = Short.toUnsignedInt(entries.getShort(at + 28));
                if (entries.getInt(at) != ENTRY_MAGIC || name + length > entries.limit()) {
                    return null;
                }
                if (has(entries, name, first, length) && has(entries, name + length - last.length, last, length)) {
                    names.add(new String(entries.array(), name, length, StandardCharsets.UTF_8));
                }
                at = name + length + Short.toUnsignedInt(entries.getShort(at + 30))
                        + Short.toUnsignedInt(entries.getShort(at + 32));
            }
            return names;
        }
    }

    private static boolean has(ByteBuffer entries, int at, byte[] letters, int length) {
        if (letters.length > length) {
            return false;
        }
        for (int i = 0; i < letters.length; i++) {
            if (entries.get(at + i) != letters[i]) {
                return false;
            }
        }
        return true;
    }

    static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file has become shorter");
            }
        }
        return buffer.flip();
    }
}
