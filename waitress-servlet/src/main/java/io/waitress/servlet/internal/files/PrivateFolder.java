package io.waitress.servlet.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Folders whose content is believed at the next start, so that nobody else may have put it there. Where a file system
 * has no owners and modes as Unix has, the folder is taken for the user's own.
 */
public final class PrivateFolder {

    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int WRITABLE_BY_ALL = 0002;
    private static final int STICKY = 01000;
    private static final Integer ROOT = 0;

    private PrivateFolder() {
    }

    /**
     * Makes a folder, and those above it, for nobody but the server's own user; one that exists stays as it is.
     *
     * @param folder the folder
     * @throws IOException if that fails
     */
    public static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, TemporaryFolder.ownersOnly(folder));
        }
    }

    /**
     * Tells who else may have written into a folder: whoever may write there, or may put another folder in its place
     * or in that of one above it. A group is trusted with the folders above, as these are somebody's choice.
     *
     * @param folder an existing folder
     * @return what is wrong, or null if nothing is
     * @throws IOException if that cannot be found out
     */
    public static String doubt(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        Path real = folder.toRealPath();
        Object self = self();
        for (Path path = real; path != null; path = path.getParent()) {
            Map<String, Object> attributes = attributes(path);
            Object owner = owner(attributes);
            if (!owner.equals(self) && !owner.equals(ROOT)) {
                return path + " belongs to another user";
            }
            int mode = (Integer) attributes.get("mode");
            boolean others = path == real
                    ? (mode & (WRITABLE_BY_GROUP | WRITABLE_BY_ALL)) != 0
                    : (mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0;
            if (others) {
                return path + " can be written by other users";
            }
        }
        return null;
    }

    /** Java does not tell which user runs it, but whose the files are that it makes. */
    private static Object self() throws IOException {
        Path mine = TemporaryFolder.create("waitress-owner-");
        try {
            return owner(attributes(mine));
        } finally {
            Files.delete(mine);
        }
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return Files.readAttributes(path, "unix:uid,mode");
    }

    private static Object owner(Map<String, Object> attributes) {
        return attributes.get("uid");
    }
}
