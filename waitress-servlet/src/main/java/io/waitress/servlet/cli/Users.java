package io.waitress.servlet.cli;

import io.waitress.servlet.security.FileRealm;
import io.waitress.servlet.security.Realm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the users of applications. */
final class Users {

    private static final Logger LOG = LoggerFactory.getLogger(Users.class);

    private Users() {
    }

    /** Reads the name of the file, in the words of {@code origin} if there is none. */
    static Path parse(String text, String origin) throws UsageException {
        try {
            Path file = Path.of(text);
            if (Files.isRegularFile(file)) {
                return file;
            }
            if (!text.isEmpty() && Files.isDirectory(file)) {
                throw new UsageException(origin + ": expected a file, but this is a folder");
            }
        } catch (InvalidPathException ignored) {
            // the error below says it
        }
        throw new UsageException(origin + ": no such file");
    }

    static Realm load(Path file) throws LaunchException {
        try {
            Realm realm = FileRealm.load(file);
            if (readableByAll(file)) {
                LOG.warn("{} has passwords, and all users of this machine may read it; chmod o-r keeps it from them",
                        file);
            }
            return realm;
        } catch (IOException e) {
            throw new LaunchException(Causes.problem("cannot read users", e), e);
        }
    }

    private static boolean readableByAll(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    }
}
