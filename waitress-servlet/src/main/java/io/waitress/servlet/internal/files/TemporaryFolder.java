package io.waitress.servlet.internal.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders for temporary files, open to nobody but the server's own user. */
public final class TemporaryFolder {

    private TemporaryFolder() {
    }

    /**
     * Makes a folder in the system's folder for temporary files. Its name can be guessed, which spares a start the
     * secure random numbers: where something of that name is there already, whatever it is, another name is tried.
     *
     * @param prefix the beginning of its name
     * @return the new folder
     * @throws IOException if there can be none
     */
    public static Path create(String prefix) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        FileAttribute<?>[] ownersOnly = ownersOnly(parent);
        for (long number = System.nanoTime(); ; number++) {
            try {
                return Files.createDirectory(parent.resolve(prefix + Long.toHexString(number)), ownersOnly);
            } catch (FileAlreadyExistsException ignored) {
                // somebody else's
            } catch (NoSuchFileException | AccessDeniedException e) {
                throw new IOException("the folder for temporary files, " + parent + ", does not exist or cannot be"
                        + " written; expected -Djava.io.tmpdir to name one that can", e);
            }
        }
    }

    /** Returns the attributes of a file or folder for its owner alone. */
    static FileAttribute<?>[] ownersOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    /**
     * Removes a folder with all it contains; links inside are removed, not followed.
     *
     * @throws IOException if that fails
     */
    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
