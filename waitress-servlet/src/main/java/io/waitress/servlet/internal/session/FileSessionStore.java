package io.waitress.servlet.internal.session;

import io.waitress.servlet.internal.files.PrivateFolder;
import io.waitress.servlet.spi.SessionStore;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions as files, one each, in a folder for each application. Only the server's user may read them, and they are read
 * only if nobody else may have written there. Their names are hashes of the ids, as who sees a name must not have a
 * session by it. A file is replaced whole. One server uses a folder at a time.
 */
public final class FileSessionStore implements SessionStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileSessionStore.class);

    private static final long MAGIC = 0x57_54_52_53_53_4E_30_31L;  // WTRSSN01
    private static final int HEADER = Long.BYTES + Integer.BYTES;
    private static final long MAX_BYTES = 64L << 20;
    private static final String SUFFIX = ".session";
    private static final String TEMPORARY = ".tmp";
    private static final String BROKEN = ".broken";

    private final Path folder;
    private final AtomicLong temporaries = new AtomicLong();

    /**
     * Takes a folder.
     *
     * @param folder made when needed
     */
    public FileSessionStore(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public void save(String application, String id, byte[] content) throws IOException {
        Path target = file(application, id);
        PrivateFolder.create(target.getParent());
        Path temporary = target.resolveSibling(target.getFileName() + "-" + temporaries.incrementAndGet() + TEMPORARY);
        boolean moved = false;
        try {
            try (FileChannel channel = FileChannel.open(temporary,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                    ownersOnly(folder))) {
                ByteBuffer bytes = ByteBuffer.wrap(withHeader(content));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            moved = true;
        } finally {
            if (!moved) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    @Override
    public void remove(String application, String id) throws IOException {
        Files.deleteIfExists(file(application, id));
    }

    @Override
    public void load(String application, Reader reader) throws IOException {
        PrivateFolder.create(folder);
        Path own = folder.resolve(name(application));
        PrivateFolder.create(own);
        String doubt = PrivateFolder.doubt(own);
        if (doubt != null) {
            throw new IOException("sessions are not read from " + own + ", as " + doubt);
        }
        int broken = 0;
        Path last = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(TEMPORARY)) {
                    Files.deleteIfExists(file);
                } else if (name.endsWith(SUFFIX) && !read(file, reader)) {
                    last = file.resolveSibling(name + BROKEN);
                    setAside(file, last);
                    broken++;
                }
            }
        }
        if (broken > 0) {
            LOG.warn("{} kept session(s) of the application at '{}' cannot be read, and are set aside, as {}", broken,
                    application.isEmpty() ? "/" : application, last);
        }
    }

    private static boolean read(Path file, Reader reader) throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                return false;
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return true;    // its session has just ended
        }
        if (bytes.length < HEADER) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        boolean whole = header.getLong() == MAGIC && header.getInt() == checksum(bytes, HEADER);
        if (!whole) {
            return false;
        }
        byte[] content = new byte[bytes.length - HEADER];
        header.get(content);
        return reader.read(content);
    }

    private static void setAside(Path file, Path broken) {
        try {
            Files.move(file, broken, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("The file {} cannot be renamed: {}", file, e.toString());
        }
    }

    private static byte[] withHeader(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER + content.length);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeInt(checksum(content, 0));
        out.write(content);
        return bytes.toByteArray();
    }

    private static int checksum(byte[] bytes, int from) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, bytes.length - from);
        return (int) sum.getValue();
    }

    private Path file(String application, String id) {
        return folder.resolve(name(application)).resolve(hash(id) + SUFFIX);
    }

    private static String hash(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Makes one file name of a context path: different ones of different paths, and none that leads elsewhere. */
    static String name(String contextPath) {
        if (contextPath.isEmpty()) {
            return "ROOT";
        }
        StringBuilder name = new StringBuilder("#");
        for (byte b : contextPath.substring(1).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c == '/') {
                name.append('#');
            } else if (c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.')) {
                name.append(c);
            } else {
                name.append('%').append(HexFormat.of().toHexDigits(b));
            }
        }
        return name.toString();
    }

    private static FileAttribute<?>[] ownersOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
