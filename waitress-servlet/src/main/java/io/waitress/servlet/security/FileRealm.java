package io.waitress.servlet.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users in a text file in UTF-8, each in a line of its own:
 *
 * <pre>
 * # NAME: PASSWORD[,ROLE...]
 * ada: secret,manager,staff
 * bob: pbkdf2-sha512$210000$…$…,staff
 * CN=Carol, O=Example: ,staff
 * </pre>
 *
 * <p>A password is plain, or the text of a {@link PasswordHash}. Who has none is known by the subject of a certificate.
 * A backslash takes its meaning from the colon, comma, blank or backslash after it; lines that begin with {@code #} or
 * {@code !} do not count.
 *
 * <p>The file is read again within about a second after it has changed, when somebody logs in. If it has a mistake then,
 * or is gone, that is logged and the users stay as they were.
 *
 * <p>DIGEST works for users with a plain password only. Safe from any thread.
 */
public final class FileRealm implements Realm {

    private static final Logger LOG = LoggerFactory.getLogger(FileRealm.class);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_BYTES = 16L << 20;

    /** A file that has just changed may change again without a new time. */
    private static final long SETTLED_MILLIS = 3000;

    /** What is looked at to see whether the file has changed. */
    private record Version(FileTime modified, long size, Object fileKey, boolean settled) {

        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            long age = System.currentTimeMillis() - attributes.lastModifiedTime().toMillis();
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey(),
                    age > SETTLED_MILLIS);
        }

        boolean isOf(Version later) {
            return settled && modified.equals(later.modified) && size == later.size
                    && Objects.equals(fileKey, later.fileKey);
        }
    }

    private final Path file;
    private final LongSupplier nanoClock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile UserFile users;        // written under reading
    private volatile long nextCheck;        // written under reading
    private Version version;                // guarded by reading
    private byte[] content;                 // what was read last, in order or not; guarded by reading
    private boolean unreadable;             // has been logged; guarded by reading
    private volatile boolean digestRefused; // has been logged for these users

    private FileRealm(Path file, LongSupplier nanoClock) throws IOException {
        this.file = file;
        this.nanoClock = nanoClock;
        version = Version.of(file);
        content = read();
        users = UserFile.parse(file.toString(), content);
        nextCheck = nanoClock.getAsLong() + CHECK_NANOS;
    }

    /**
     * Reads a file of users.
     *
     * @param file the file, looked at again from time to time
     * @return the realm
     * @throws IOException if it cannot be read or has a mistake; then the message names the line and what was expected
     */
    public static FileRealm load(Path file) throws IOException {
        return load(file, System::nanoTime);
    }

    static FileRealm load(Path file, LongSupplier nanoClock) throws IOException {
        return new FileRealm(file.toAbsolutePath(), nanoClock);
    }

    private byte[] read() throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new IOException(file + " has " + size + " bytes; expected at most " + MAX_BYTES);
        }
        return Files.readAllBytes(file);
    }

    /** Returns the users as they are now, or were a moment ago. */
    private UserFile users() {
        if (nanoClock.getAsLong() - nextCheck >= 0 && reading.tryLock()) {
            try {
                readIfChanged();
                nextCheck = nanoClock.getAsLong() + CHECK_NANOS;
            } finally {
                reading.unlock();
            }
        }
        return users;
    }

    private void readIfChanged() {
        try {
            Version now = Version.of(file);
            if (version.isOf(now)) {
                return;
            }
            byte[] read = read();
            version = now;
            unreadable = false;
            if (Arrays.equals(read, content)) {
                return;
            }
            content = read;
        } catch (IOException e) {
            if (!unreadable) {
                LOG.warn("{} cannot be read any more, the users stay as they were: {}", file, e.toString());
            }
            unreadable = true;
            return;
        }
        try {
            users = UserFile.parse(file.toString(), content);
            digestRefused = false;
            LOG.info("{} has changed; it has {} users now", file, users.size());
        } catch (IOException e) {
            LOG.error("{} has changed and is not used, the users stay as they were: {}", file, e.getMessage());
        }
    }

    @Override
    public User authenticate(String name, String password) {
        return users().authenticate(name, password);
    }

    @Override
    public User authenticate(List<X509Certificate> chain) {
        UserFile.Entry entry = users().find(chain.get(0).getSubjectX500Principal());
        return entry == null
                ? null
                : User.of(chain.get(0).getSubjectX500Principal().toString(), entry.user().roles());
    }

    @Override
    public DigestSecret digestSecret(String name, String realmName, DigestAlgorithm algorithm) {
        UserFile.Entry entry = users().find(name);
        if (entry == null || entry.password() == null) {
            if (entry != null && entry.hash() != null && !digestRefused) {
                digestRefused = true;
                LOG.warn("{}: user {} cannot log in by DIGEST, which needs a plain password", file, entry);
            }
            return null;
        }
        return DigestSecret.of(entry.user(), entry.password(), realmName, algorithm);
    }

    @Override
    public boolean supportsDigest() {
        return true;
    }

    /** Returns the name of the file. */
    @Override
    public String toString() {
        return "users of " + file;
    }
}
